// Writes docs/commands.md from the built command line; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const { createProgram } = await import(pathToFileURL(path.join(outDir, 'cli/program.js')).href);

/** What most commands take is said once. */
const common = ['--json', '--server', '--token'];
const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|');

function nameOf(command) {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function leaves(command) {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function placeOf(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function leafText(command) {
  const call = [nameOf(command), ...command.registeredArguments.map(placeOf)].join(' ');
  const shared = command.options.filter(({ long }) => common.includes(long)).map(({ long }) => code(long));
  const own = command.options.filter(({ long }) => !common.includes(long));
  const rows = own.map(({ flags, description, defaultValue, mandatory }) => {
    const notes = [
      mandatory ? 'required' : '',
      defaultValue === undefined ? '' : `default ${code(String(defaultValue))}`,
    ];
    return `| ${code(cell(flags))} | ${cell([description, ...notes.filter(Boolean)].join('; '))} |`;
  });
  return [
    `### ${code(call)}`,
    [command.description(), shared.length > 0 ? `Takes ${shared.join(', ')}.` : ''].filter(Boolean).join(' '),
    ...(rows.length > 0 ? [['| Option | Meaning |', '|---|---|', ...rows].join('\n')] : []),
  ].join('\n\n');
}

/** Commands of a user, and programs of their own: the others are an operator's. */
const ofUsers = ['serve', 'generate', 'tasks', 'quote', 'models', 'doctor', 'mcp', 'emulator', 'completion'];

/** Those of an operator that read the store itself, in words. */
function storeOnly(program) {
  const names = program.commands
    .filter((command) => !ofUsers.includes(command.name()))
    .flatMap(leaves)
    .filter(({ options }) => !options.some(({ long }) => long === '--server'))
    .map((command) => code(nameOf(command).replace(/^plantain /, '')));
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

// Its default would be the address that whoever writes this page works against.
delete process.env.PLANTAIN_URL;
const program = createProgram();
const page = `${[
  '# Commands',
  'Written by `scripts/command-docs.mjs` from the program itself; a test fails when the two differ.',
  `Commands of an operator work straight in the store that the environment names (${code('PLANTAIN_DATA_DIR')} or ` +
    `${code('DATABASE_URL')}), whether or not a gateway runs. With ${code('--server https://gateway.example')} they ask ` +
    `that gateway's admin API instead; ${code('PLANTAIN_ADMIN_TOKEN')} or ${code('--token')} is the token it was ` +
    `started with. ${storeOnly(program)} take no ${code('--server')}: run them where the gateway keeps its data. ` +
    `${code('--json')} prints what the API answers, of a list without pages its items. Commands of a user ask the gateway of ` +
    `${code('PLANTAIN_URL')} with the API key in ${code('PLANTAIN_KEY')}.`,
  'Exit codes: 0 done; 1 refused, failed, or a problem found; 3 the gateway does not answer. ' +
    `${code('plantain completion bash')} (or ${code('zsh')}, ${code('fish')}) prints a script that completes all of this.`,
  ...program.commands.map((command) =>
    [
      `## ${code(nameOf(command))}`,
      ...(command.commands.length > 0 ? [command.description()] : []),
      ...leaves(command).map(leafText),
    ].join('\n\n'),
  ),
].join('\n\n')}\n`;

const file = path.join(root, 'docs/commands.md');
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/commands.md is not what the program says: run node scripts/command-docs.mjs');
  process.exitCode = 1;
}
