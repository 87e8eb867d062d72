import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { repositoryRoot } from '../services/repository-root.ts';

const root = repositoryRoot();
const page = readFileSync(path.join(root, 'docs/client-rules.md'), 'utf8');
const rows = [...page.matchAll(/^\| (R\d+) \| .+ \| `(\S+)` \| (.+) \|$/gm)].map(
  ([, rule = '', file = '', title = '']) => ({ rule, file, title }),
);

it('every rule that clients made is held by a test there is', () => {
  assert.equal(rows.length, page.match(/^\|\s*R\d/gm)?.length, 'every row names a file and a test');
  const rules = [...new Set(rows.map(({ rule }) => rule))];
  assert.deepEqual(
    rules,
    Array.from({ length: 18 }, (_, index) => `R${index + 1}`),
  );
  for (const { rule, file, title } of rows) {
    const source = readFileSync(path.join(root, file), 'utf8').replaceAll("\\'", "'");
    assert.ok(
      ['`', "'"].some((quote) => source.includes(`${quote}${title}${quote}`)),
      `${rule}: ${file}`,
    );
  }
});
