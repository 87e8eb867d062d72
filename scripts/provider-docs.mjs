// Writes docs/providers.md from what each built provider says of itself; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { root } from './root.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const load = (file) => import(pathToFileURL(path.join(outDir, file)).href);
const { discover } = await load('src/lib/discover.js');
const { shippedModels, shippedUpstreamModels } = await load('src/catalog/shipped-models.js');
const { createCatalog } = await load('src/catalog/catalog.js');

const catalog = createCatalog(shippedModels, shippedUpstreamModels);
const providers = await discover(path.join(outDir, 'src/providers'), 'files');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (value) => `\`${value}\``;

const list = (values) =>
  values.length > 0 ? values.map(code).join(', ') : 'none; pictures are converted here';

const page = [
  '# Providers',
  'Written by `scripts/provider-docs.mjs` from the providers themselves; a test fails when the two differ. A channel\n' +
    'names one as `provider` and has its own `base_url`, `credential` and `settings`.',
  ...providers.map(sectionOf),
  '',
].join('\n\n');

function sectionOf(provider) {
  const settings = z.toJSONSchema(provider.settings, { io: 'input' }).properties ?? {};
  const credential = z.toJSONSchema(provider.credential, { io: 'input' });
  const capabilities = capabilitiesOf(provider);
  return [
    `## ${code(provider.name)}`,
    `${provider.title}. Default address ${code(provider.defaultBaseUrl)}. Credential: ${credential.title}. ${credential.description}`,
    [
      `- References: ${capabilities.referencesAs === 'url' ? 'by URL' : 'with their bytes'}. Formats asked for: ${list(capabilities.outputFormats)}.`,
      `- ${capabilities.billsOnSubmit ? 'Bills on submit: nothing is sent twice when an answer is lost.' : 'Bills for what it delivers: a lost answer may be asked for again.'}`,
      `- ${capabilities.answer === 'polled' ? 'Its tasks are asked for until they end.' : 'Answers with the picture.'} Native bodies: ${capabilities.native ? 'yes' : 'no'}.`,
    ].join('\n'),
    Object.keys(settings).length === 0
      ? 'No settings.'
      : table(['Setting', 'Values', 'Default', ''], rowsOf(settings)),
  ].join('\n\n');
}

function rowsOf(settings) {
  return Object.entries(settings).map(([name, schema]) => [
    code(name),
    schema.enum ? schema.enum.map(code).join(' ') : (schema.format ?? schema.type),
    'default' in schema ? code(schema.default) : '',
    `${schema.title}. ${schema.description}`.replaceAll('|', '\\|'),
  ]);
}

function capabilitiesOf(provider) {
  const [model] = shippedModels;
  const [id] = provider.upstreamIds?.(model) ?? model.upstreamIds;
  return provider.capabilities(catalog.upstream(id), provider.settings.parse({}));
}

const file = path.join(root, 'docs/providers.md');
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/providers.md is not what the providers say: run node scripts/provider-docs.mjs');
  process.exitCode = 1;
}
