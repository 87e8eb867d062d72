// Writes docs/recordings/admin-answers.json: what a real gateway answers to the examples of the admin API's pages. A
// test compares the fields.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const kit = pathToFileURL(path.join(outDir, 'test/docs-site/admin-walk.test.kit.js')).href;
const { walkAdminApi } = await import(kit);
const file = path.join(root, 'docs/recordings/admin-answers.json');
writeFileSync(file, `${JSON.stringify(await walkAdminApi(), null, 2)}\n`);
const formatter = [path.join(root, 'scripts/tool.mjs'), 'biome', 'format', '--write', file];
execFileSync(process.execPath, formatter, { stdio: 'inherit' });
