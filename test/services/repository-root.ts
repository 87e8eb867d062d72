import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, found upwards from the compiled file: build folders may lie at any depth. */
export function repositoryRoot(): string {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'test', 'services', 'run-with.mjs'))) return folder;
    if (folder === path.dirname(folder)) throw new Error('the tests run outside of the repository');
  }
}
