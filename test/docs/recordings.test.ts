import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { repositoryRoot } from '../services/repository-root.ts';

const root = repositoryRoot();
const skip =
  process.env.PLANTAIN_TEST_ALL === '1' ? false : 'they take half a minute; PLANTAIN_TEST_ALL=1 makes them';

describe('the recordings of the terminal', { skip }, () => {
  for (const name of ['generate', 'doctor']) {
    it(`${name} shows what happens today`, async () => {
      const script = path.join(root, `scripts/record-${name}.mjs`);
      await promisify(execFile)(process.execPath, [script, '--check'], { cwd: root });
    });
  }
});
