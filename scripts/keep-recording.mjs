import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

export const program = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist', 'cli/plantain.js');

/** Without what differs from one run to the next: day, ids, times, sizes, and how often a state was told. */
const lasting = (text) =>
  text
    .replace(/ on \d{4}-\d{2}-\d{2},/, ' on a day,')
    .replace(/\b\d{23}\w{22}\b/g, 'id')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'time')
    .replace(/\d+ bytes/g, 'bytes')
    .replace(/^(queued|running) id\n/gm, '');

/** Writes docs/recordings/{name}.txt; with `--check` only compares what lasts. */
export function keepRecording(name, script, lines, more = '') {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const day = new Date().toISOString().slice(0, 10);
  const text = [`Recorded by scripts/${script} on ${day}, plantain ${version}${more}.`, '', ...lines].join(
    '\n',
  );
  const file = path.join(root, 'docs/recordings', `${name}.txt`);
  if (!process.argv.includes('--check')) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else if (lasting(readFileSync(file, 'utf8')) !== lasting(text)) {
    console.error(
      `docs/recordings/${name}.txt is not what happens: node scripts/${script}\n\n${lasting(text)}`,
    );
    process.exitCode = 1;
  }
}
