import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { directives } from './directives/directives.ts';

/** The README is not compiled: it is looked for upwards from here, next to the sources. */
async function readReadme(): Promise<string> {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const text = await readFile(path.join(folder, 'emulator/README.md'), 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
    assert.notEqual(folder, path.dirname(folder), 'emulator/README.md was not found');
  }
}

test("the README's table has every directive with exactly its keys, in the order of --help", async () => {
  const rows = [...(await readReadme()).matchAll(/^\| `([a-z-]+)` *\|(.*?)\|.*\|$/gm)];
  const described = rows.map(([, name, keys = '']) => [
    name,
    [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => key),
  ]);
  assert.deepEqual(
    described,
    directives.map(({ name, keys }) => [name, Object.keys(keys)]),
  );
});
