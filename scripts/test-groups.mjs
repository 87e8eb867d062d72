// Starting Node and importing the gateway takes longer than most test files do, so those that mind nobody share a
// process. There each file is a suite named by its path: its hooks, its failures and its time limit are its own.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** They take long by themselves, at least with PLANTAIN_TEST_ALL=1. */
const long =
  /^test\/((browser|containers|day|money|packaging|real-clients|streams|tracing)\/|callbacks\/kill|docs\/recordings|tasks\/(crash|kill)|verification\/(avoided|runs|schedule))/;
/** What a file does to its process, or measures of it, while others must not be there. */
const mindsOthers =
  /\bprocess\.(on|once|chdir|exit|exitCode|memoryUsage|cpuUsage|resourceUsage)\b|\bmonitorEventLoopDelay\b|\bmock\b|\bgc\(/;
const mostFiles = 6;
/** Three times what the longest takes on two cores with nothing else to do. */
const fileLimitMs = 1_200_000;

/** For a whole process, which a server left open by a failed hook would keep; Node 20 has no limit for each test. */
export const processLimitMs = 1_500_000;

/** What fails there by chance is a race in what must never have one. */
const neverAgain = new RegExp(
  '^test/(money|faults)/|^src/(store|ledger|admission|records|archive)/' +
    '|^test/admin/(audit|new-budget|retention|usage)|^test/gateway/(limits|gemini-batches)|^test/tasks/(cancel|in-flight|runner)' +
    '|money|ledger|store|settle|charge|crash|kill|drain|lease|resumed|lost-answers',
);
const mostAgain = 3;

/** Whether a second run tells anything: a few files whose outcome hangs on other programs and a busy machine. */
export const mayRunAgain = ({ failed, count }, files) =>
  count > 0 && count <= mostAgain && failed.every((file) => files.includes(file) && !neverAgain.test(file));

/**
 * Writes the entries for `node --test` to `folder`; answers their paths, each with its files. `files` are relative to
 * `outDir`, and sorted.
 */
export function groupTests(outDir, files, folder) {
  const alone = files.filter(
    (file) => long.test(file) || mindsOthers.test(readFileSync(path.join(outDir, file), 'utf8')),
  );
  const shared = files.filter((file) => !alone.includes(file));
  // First, so that nobody waits for a long one at the end; the longest of all are at the end of the alphabet.
  const groups = alone.reverse().map((file) => [file]);
  // Neighbours, because they import the same.
  for (let at = 0; at < shared.length; at += mostFiles) groups.push(shared.slice(at, at + mostFiles));

  const entries = groups.map((group, index) => {
    // The runner takes them in the order of their names.
    const entry = path.join(folder, `group-${String(index + 1).padStart(4, '0')}.mjs`);
    writeFileSync(entry, entryOf(outDir, group));
    return [entry, group];
  });
  return new Map(entries);
}

/** How long what a test left open may keep a process after its last test: what needs longer never ends. */
const endWithinMs = 30_000;

function entryOf(outDir, group) {
  const suites = group.map((file) => {
    const name = JSON.stringify(file.replace(/\.js$/, '.ts'));
    const url = JSON.stringify(pathToFileURL(path.join(outDir, file)));
    return `describe(${name}, { timeout: ${fileLimitMs} }, () => import(${url}));`;
  });
  const kept = `console.error('After the last test these kept the process: ' + process.getActiveResourcesInfo())`;
  const end = `after(() => setTimeout(() => { ${kept}; process.exit(1); }, ${endWithinMs}).unref());`;
  return [`import { after, describe } from 'node:test';`, ...suites, end, ''].join('\n');
}
