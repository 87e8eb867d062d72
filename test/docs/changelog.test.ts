import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { repositoryRoot } from '../services/repository-root.ts';

it('no line of the changelog is the beginning of the next', () => {
  const lines = readFileSync(path.join(repositoryRoot(), 'CHANGELOG.md'), 'utf8').split('\n');
  const repeated = lines.filter((line, index) => {
    const start = line.replace(/[.;]$/, '');
    return start !== '' && lines[index + 1]?.startsWith(start);
  });
  assert.deepEqual(repeated, []);
});
