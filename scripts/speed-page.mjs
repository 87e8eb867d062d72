// Writes docs/speed.md and docs/assets/speed.svg from the results kept in docs/speed.jsonl; `--check` only compares.
// The results themselves come from `npm run bench -- --keep`.
import { filesThatDiffer, keepResults } from '../bench/keep/kept-results.mjs';

if (!process.argv.includes('--check')) keepResults({});
else {
  const files = filesThatDiffer();
  for (const file of files)
    console.error(`${file} is not what docs/speed.jsonl says: run node scripts/speed-page.mjs`);
  if (files.length > 0) process.exitCode = 1;
}
