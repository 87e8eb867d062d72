// Writes docs/recipes/ from examples/; `--check` only compares. A test runs or replays every example.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const programs = [
  ['curl', 'curl', 'examples/curl.sh', 'sh'],
  ['python', 'Python', 'examples/generate.py', 'python'],
  ['typescript', 'TypeScript', 'examples/typescript.mjs', 'js'],
];

const pages = new Map();
for (const [name, title, file, language] of programs) {
  pages.set(name, [
    `# ${title}`,
    '',
    `\`${file}\`; tested: run against a real gateway.`,
    '',
    `\`\`\`${language}`,
    read(file).trimEnd(),
    '```',
    '',
  ]);
}
for (const file of readdirSync(path.join(root, 'examples/recipes')).sort()) {
  const recipe = JSON.parse(read(`examples/recipes/${file}`));
  const { method, path: address, key, body } = recipe.request;
  pages.set(path.basename(file, '.json'), [
    `# ${recipe.title}`,
    '',
    ...recipe.settings.map((line) => `- ${line}`),
    '',
    ...(recipe.note ? [recipe.note, ''] : []),
    `What it then sends (key in \`${key === 'bearer' ? 'authorization: Bearer' : key}\`) and gets back: an image in \`${recipe.expects}\`.`,
    'Replayed in a test against a real gateway, from a capture or the source of the application. The application',
    'itself was not run, so names of menus may differ in your version.',
    '',
    '```http',
    `${method} ${address}`,
    '',
    JSON.stringify(body, null, 2),
    '```',
    '',
  ]);
}
pages.set('README', [
  '# Recipes',
  '',
  'Written by `scripts/recipes.mjs` from `examples/`; a test fails when they differ.',
  '',
  ...[...pages].map(([name, [head]]) => `- [${head.slice(2)}](${name}.md)`),
  '',
]);

const folder = path.join(root, 'docs/recipes');
mkdirSync(folder, { recursive: true });
for (const [name, lines] of pages) {
  const file = path.join(folder, `${name}.md`);
  const text = lines.join('\n');
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path.relative(root, file)} is not what examples/ say: node scripts/recipes.mjs`);
    process.exitCode = 1;
  }
}
for (const name of readdirSync(folder)) {
  if (pages.has(path.basename(name, '.md'))) continue;
  const file = path.join(folder, name);
  if (!process.argv.includes('--check')) rmSync(file);
  else {
    console.error(`${path.relative(root, file)} stands for no example: node scripts/recipes.mjs`);
    process.exitCode = 1;
  }
}
