import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { directives } from './directives/directives.ts';

const program = fileURLToPath(new URL('./main.js', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(
  argv: string[],
  stdin: 'ignore' | 'pipe' = 'ignore',
  environment = {},
): Promise<Started> {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [program, ...argv], { stdio: [stdin, 'pipe', 'inherit'], env });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  return { child, url };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await delay(50);
  return !isAlive(pid);
}

test('the program prints its URL as one JSON line, serves with its options, and stops on SIGTERM', async () => {
  const { child, url } = await start(['--port', '0', '--retire', 'gemini-3-pro-image', '--key', 'right']);
  const status = async (path: string) => (await fetch(url + path)).status;
  assert.equal(await status('/v1beta/models?key=right'), 200);
  assert.equal(await status('/v1beta/models?key=wrong'), 400);
  assert.equal(await status('/v1beta/models/gemini-3-pro-image?key=right'), 404);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
});

test('EMULATOR_PORT fixes the port, and a port in use is an error', async () => {
  const first = await start([]);
  const { port } = new URL(first.url);
  const second = spawn(process.execPath, [program], { env: { ...process.env, EMULATOR_PORT: port } });
  let complaint = '';
  second.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  first.child.kill();
  assert.equal(code, 1);
  assert.match(complaint, /could not start:.*EADDRINUSE/);
});

test('with an IPC channel it ends when its parent is killed', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, [process.argv[1]], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
       child.stdout.once('data', () => console.log(child.pid));
       setInterval(() => {}, 1000);`,
      program,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  assert.ok(isAlive(pid));
  parent.kill('SIGKILL');
  assert.ok(await isGone(pid), 'the emulator outlived its parent');
});

test('with --exit-with-stdin it ends with its standard input, without it an empty input does not matter', async () => {
  const tied = await start(['--exit-with-stdin'], 'pipe');
  const free = await start([], 'pipe');
  tied.child.stdin!.end();
  free.child.stdin!.end();
  assert.ok(await isGone(tied.child.pid!));
  assert.ok(isAlive(free.child.pid!));
  free.child.kill();
});

test('--help lists every directive with every key, and an unknown option is refused', async () => {
  const help = spawn(process.execPath, [program, '--help']);
  const [text] = (await once(help.stdout.setEncoding('utf8'), 'data')) as [string];
  for (const { name, keys, example } of directives) {
    assert.match(text, new RegExp(`^  ${name} `, 'm'));
    assert.ok(text.includes(example), example);
    for (const key of Object.keys(keys)) assert.ok(text.includes(`${key}=…`), `${name} ${key}`);
  }
  const wrong = spawn(process.execPath, [program, '--speed']);
  const [code] = (await once(wrong, 'exit')) as [number | null];
  assert.equal(code, 2);
});
