import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isFull } from '../money/figure.test.kit.ts';
import type { DecoyReport } from './decoy-run.ts';

const program = fileURLToPath(new URL('decoy-run.js', import.meta.url));
const skip =
  process.env.PLANTAIN_TEST_ALL !== '1' &&
  !isFull &&
  'takes half a minute; set PLANTAIN_TEST_ALL=1 or PLANTAIN_PROOFS=full';

/** A network of its own: as root outright, else through a user namespace. Fails where neither is permitted. */
async function runInNamespace(): Promise<DecoyReport> {
  const flags = process.getuid?.() === 0 ? '-n' : '-rn';
  const options = { maxBuffer: 64 * 1_048_576, timeout: 1_800_000 };
  const { stdout } = await promisify(execFile)('unshare', [flags, process.execPath, program], options);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as DecoyReport;
}

it('S-001…212: no hostile URL reaches a decoy by any door, and the answers do not tell one target from another', {
  skip,
  timeout: 1_800_000,
}, async (context) => {
  const { answers, accepted, ...found } = await runInNamespace();
  context.diagnostic(JSON.stringify(found));
  assert.deepEqual(accepted, []);
  assert.equal(found.selfCalls, 0);
  assert.ok(found.forms >= 400, `${found.forms} address forms`);
  // The decoys work, and every door was tried.
  assert.equal(found.reachable, found.forbidden);
  assert.ok(found.good > 100 && found.callbacks >= 20 && found.relayed >= 50, JSON.stringify(found));
  if (isFull) assert.ok(found.cases >= 6_400, `${found.cases} cases`);
  for (const [path, different] of Object.entries(answers)) {
    assert.deepEqual(different.slice(1), [], `${path}, beside ${different[0]}`);
  }
});
