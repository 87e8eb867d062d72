// Writes client/api-types.ts from the OpenAPI document of the built protocols; `--check` only compares.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { root } from './root.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const load = (file) => import(pathToFileURL(path.join(outDir, file)).href);
const { discover } = await load('src/lib/discover.js');
const { buildDocument } = await load('src/openapi/build-document.js');

const wrapped = (type) => (/^[\w.]+$|^\{/.test(type) && !type.includes('} |') ? type : `(${type})`);
const quoted = (value) => (typeof value === 'string' ? `'${value}'` : String(value));

const wanted = [
  'Generation',
  'GenerationCreate',
  'GenerationList',
  'ModelList',
  'Quote',
  'QuoteCreate',
  'Upload',
  'Usage',
];
const protocols = await discover(path.join(outDir, 'src/protocols'), 'folders');
const mounted = protocols.flatMap(({ routes }) => routes.map(({ method, path }) => ({ method, path })));
const { schemas } = buildDocument(protocols, mounted, '').components;

const text = [
  '// Written by scripts/client-types.mjs from /openapi.json. A test fails when the two differ.',
  ...wanted.map((name) => `\nexport interface ${name} ${typeOf(schemas[name], '')}`),
  '',
].join('\n');

/** An interface above that says the same; undefined for the interface itself. */
function nameOf(schema, indent) {
  if (indent === '') return undefined;
  return wanted.find((name) => isDeepStrictEqual(schemas[name], schema));
}

function typeOf(schema, indent) {
  const named = nameOf(schema, indent);
  if (named) return named;
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if ('const' in schema) return quoted(schema.const);
  if (schema.enum) return schema.enum.map(quoted).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map((one) => typeOf(one, indent)))].join(' | ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ');
  if (schema.type === 'array') return `readonly ${wrapped(typeOf(schema.items ?? {}, indent))}[]`;
  if (schema.type === 'object') return objectOf(schema, indent);
  if (schema.type === 'integer') return 'number';
  return schema.type ?? 'unknown';
}

function objectOf({ properties = {}, required = [], additionalProperties }, indent) {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).flatMap(([name, member]) => [
    ...(member.description ? [`${inner}/** ${member.description} */`] : []),
    `${inner}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(member, inner)};`,
  ]);
  if (typeof additionalProperties === 'object') lines.push(`${inner}readonly [member: string]: unknown;`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

const file = path.join(root, 'client/api-types.ts');
if (process.argv.includes('--check')) {
  // The formatter breaks lines and puts a bar before a long union.
  const tokens = (source) =>
    source.replaceAll(/\s+/g, '').replaceAll(':|', ':').replaceAll(/\(\{/g, '{').replaceAll('})[]', '}[]');
  if (tokens(readFileSync(file, 'utf8')) !== tokens(text)) {
    console.error('client/api-types.ts is not what /openapi.json says: node scripts/client-types.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
  // Else the lint of the next commit fails on a file nobody wrote by hand.
  execFileSync(process.execPath, [path.join(root, 'scripts/tool.mjs'), 'biome', 'format', '--write', file], {
    stdio: 'inherit',
  });
}
