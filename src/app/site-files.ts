import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedAnswer } from '../openapi/admin-document.ts';

/** The package's own folder, from `dist/src/app/`. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Files of the package that the public pages show or load, read once. */
export function readSiteFiles() {
  const assets = path.join(root, 'docs/assets');
  const recipes = path.join(root, 'docs/recipes');
  return {
    assets: new Map(
      readdirSync(assets, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const file = path.join(entry.parentPath, entry.name);
          return [path.relative(assets, file).split(path.sep).join('/'), readFileSync(file)] as const;
        }),
    ),
    changelog: readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'),
    speed: readFileSync(path.join(root, 'docs/speed.md'), 'utf8'),
    /** Read when the pages or the document are first asked for. */
    adminAnswers: () =>
      JSON.parse(readFileSync(path.join(root, 'docs/recordings/admin-answers.json'), 'utf8')) as Readonly<
        Record<string, RecordedAnswer>
      >,
    recipes: new Map(
      readdirSync(recipes)
        .filter((name) => name !== 'README.md')
        .map((name) => [path.basename(name, '.md'), readFileSync(path.join(recipes, name), 'utf8')]),
    ),
  };
}
