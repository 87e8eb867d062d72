import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { createProgram } from '../../cli/program.ts';
import { runInProcess } from '../cli/run-in-process.test.kit.ts';
import { repositoryRoot } from '../services/repository-root.ts';

/** As built beside this test, wherever that is. */
const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));

it('every command and option there is stands in docs/commands.md, and none that is not', () => {
  const script = path.join(repositoryRoot(), 'scripts/command-docs.mjs');
  execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' });
});

/** Programs of their own have their own options. */
const without = ['serve', 'emulator', 'mcp', 'completion'];

it('whatever prints something prints it as JSON on demand', () => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  for (const command of createProgram()
    .commands.filter((each) => !without.includes(each.name()))
    .flatMap(leaves)) {
    assert.ok(
      command.options.some(({ long }) => long === '--json'),
      `${command.parent?.name()} ${command.name()}`,
    );
  }
});

it('completions know every command and option of it', async () => {
  const text = readFileSync(path.join(repositoryRoot(), 'docs/commands.md'), 'utf8');
  const calls = [...text.matchAll(/^### `plantain ([a-z- ]+)/gm)].map(([, call]) => (call as string).trim());
  assert.ok(calls.length > 40, String(calls.length));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const completion = await completionOf(shell);
    for (const call of calls) assert.match(completion, new RegExp(`["^]${call}["(]`), `${shell}: ${call}`);
    for (const option of ['--server', '--token', '--pin-channels']) assert.ok(completion.includes(option));
  }
});

async function completionOf(shell: string): Promise<string> {
  const { code, output } = await runInProcess(['completion', shell], {});
  assert.equal(code, 0, output);
  return output;
}

for (const [args, env, expectedCode, expected] of [
  [['completion', 'bash'], {}, 0, /^$/],
  // What is wrong is known before, or only after, everything was printed.
  [['doctor'], { PORT: 'none' }, 1, /^$/],
  [['verify', '--promises'], {}, 1, /^0 of \d+ promised values are Verified\.\n$/],
] as const) {
  it(`who reads no further than needed, as \`head\` does, of plantain ${args[0]} gets its exit code and no stack`, async (context) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'plantain-pipe-'));
    context.after(() => rm(folder, { recursive: true }));
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, PLANTAIN_DATA_DIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [told, [code]] = await Promise.all([readText(child.stderr), once(child, 'exit')]);
    assert.equal(code, expectedCode, told);
    assert.match(told, expected);
  });
}
