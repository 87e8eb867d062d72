import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { type GatewayProcess, runCommand, startProcess } from '../gateway/process.test.kit.ts';
import { runInProcess } from './run-in-process.test.kit.ts';

const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));
const secret = 'canary-command-line-credential';
const oldKey = 'o'.repeat(40);
const newKey = 'n'.repeat(40);

interface View {
  readonly id: string;
  readonly priority: number;
  readonly source: string;
  readonly tier: string;
  readonly weight: number;
  readonly tags: string[];
  readonly enabled: boolean;
  readonly draining: boolean;
  readonly models: Record<string, string[]> | null;
}

describe('plantain channels', () => {
  let folder: string;
  let emulator: Emulator;
  let gateway: GatewayProcess;
  let file: string;
  let key: string;
  const printed: string[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-channels-'));
    emulator = await startEmulator({ keys: [secret, 'from-file'] });
    file = path.join(folder, 'plantain.yaml');
    await writeFile(file, fileWith('first'));
    gateway = await startProcess(env());
    key = (await runCommand(['keys', 'create', '--live'], env())).output.trim();
  });
  after(async () => {
    await gateway.end('SIGKILL');
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  const fileWith = (...ids: string[]) =>
    `channels:\n${ids
      .map(
        (id) =>
          `  - {id: ${id}, provider: gemini-api, base_url: "${emulator.url}", credential: $KEY_OF_FILE}\n`,
      )
      .join('')}`;
  const env = () => ({
    PLANTAIN_DATA_DIR: folder,
    PLANTAIN_CONFIG: file,
    PLANTAIN_MASTER_KEY: oldKey,
    KEY_OF_FILE: 'from-file',
  });
  async function run(args: readonly string[], variables: Record<string, string> = {}) {
    const ended = await runInProcess(['channels', ...args], { ...env(), ...variables });
    printed.push(ended.output);
    return ended;
  }
  async function json<Value = View>(args: readonly string[], variables?: Record<string, string>) {
    const { code, output } = await run([...args, '--json'], variables);
    assert.equal(code, 0, output);
    return JSON.parse(output) as Value;
  }
  async function pipe(args: readonly string[], input: string): Promise<string> {
    const child = spawn(process.execPath, [program, 'channels', ...args], {
      env: { PATH: process.env.PATH, ...env() },
    });
    child.stdin.end(input);
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit'), text(child.stderr)]);
    printed.push(output);
    assert.equal(code, 0);
    return output;
  }
  async function channelOfDraw() {
    const response = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain', resolution: '0.5K' }),
    });
    await response.arrayBuffer();
    return response.headers.get('x-plantain-channel');
  }
  /** The running gateway follows by itself; a generous limit for a busy machine. */
  async function followed(id: string) {
    for (const untilMs = Date.now() + 30_000; Date.now() < untilMs; await sleep(50)) {
      if ((await channelOfDraw()) === id) return;
    }
    assert.fail(`${id} was never used`);
  }

  it('adds one with its credential from standard input, which a running gateway takes into use', async () => {
    assert.equal(await channelOfDraw(), 'first');
    const flags = [
      '--base-url',
      emulator.url,
      '--priority',
      '1',
      '--models',
      'nano-banana-2=gemini-3.1-flash-image',
    ];
    const more = [
      '--cost',
      'nano-banana-2:0.5K=0.02',
      '--cost',
      'nano-banana-2:1K=0.03',
      '--setting',
      'api_version=v1beta',
      '--tags',
      'a,b',
    ];
    const args = ['add', 'mine', ...flags, ...more, '--credential-stdin', '--json'];
    const [made] = JSON.parse(await pipe(args, `${secret}\n`)) as View[];
    assert.equal(made?.source, 'store');
    assert.deepEqual(made.models, { 'nano-banana-2': ['gemini-3.1-flash-image'] });
    await followed('mine');
  });

  it('says what is wrong with one, and makes nothing of it', async () => {
    const credential = ['--credential-env', 'SECRET'];
    const cases: [string[], RegExp][] = [
      [['add', 'bad'], /credential/],
      [['add', 'bad', '--credential-env', 'NOT_SET'], /NOT_SET is not set/],
      [['add', 'Bad Id', ...credential], /id/],
      [['add', 'bad', '--provider', 'none', ...credential], /no provider "none"/],
      [['add', 'first', ...credential], /already/],
      [['add', 'sandbox', ...credential], /built-in channel/],
      [['update', 'first', '--priority', '2'], /stands in the configuration/],
      [['show', 'none'], /no channel none/],
      [['order', 'mine', 'none'], /no channel none/],
    ];
    for (const [args, reason] of cases) {
      const { code, output } = await run(args, { SECRET: secret });
      assert.equal(code, 1, output);
      assert.match(output, reason);
    }
    const views = await json<View[]>(['list']);
    assert.deepEqual(views.map(({ id }) => id).sort(), ['first', 'mine']);
    assert.match((await run(['list'])).output, /^mine +gemini-api +official +1 +enabled/m);
  });

  it('changes, drains, disables, enables, orders and removes one', async () => {
    const changed = await json(['update', 'mine', '--tier', 'value', '--weight', '2.5', '--tags', 'none']);
    assert.deepEqual([changed.tier, changed.weight, changed.tags], ['value', 2.5, []]);
    assert.equal((await json(['drain', 'mine'])).draining, true);
    assert.equal((await json(['disable', 'mine'])).enabled, false);
    const enabled = await json(['enable', 'mine']);
    assert.deepEqual([enabled.enabled, enabled.draining], [true, false]);
    await json(['add', 'other', '--base-url', emulator.url, '--credential-env', 'SECRET'], {
      SECRET: secret,
    });
    const ordered = await json<View[]>(['order', 'other', 'mine']);
    const priorityOf = (id: string) => ordered.find((view) => view.id === id)?.priority;
    assert.deepEqual([priorityOf('other'), priorityOf('mine')], [1, 100]);
    await json(['remove', 'other']);
  });

  it('adds those of a file, with credentials from variables', async () => {
    const more = path.join(folder, 'more.yaml');
    await writeFile(more, fileWith('filed').replace('KEY_OF_FILE', 'FILED'));
    const { code, output } = await run(['add', '--file', more]);
    assert.equal(code, 1);
    assert.match(output, /needs the variable FILED/);
    for (const beside of [
      ['x'],
      ['--tier', 'value'],
      ['--provider', 'gemini-api'],
      ['--credential-env', 'FILED'],
    ]) {
      const refused = await run(['add', ...beside, '--file', more], { FILED: secret });
      assert.equal(refused.code, 1);
      assert.match(refused.output, /leave out (<id>|--[a-z-]+)\.$/);
    }
    const [made] = await json<View[]>(['add', '--file', more], { FILED: secret });
    assert.equal(made?.id, 'filed');
  });

  it('tests one for nothing, and with a picture for what it costs', async () => {
    interface Test {
      readonly ok: boolean;
      readonly cost_micros: number | null;
      readonly checks: readonly { readonly code: string | null; readonly image_bytes: number | null }[];
    }
    const pictures = () =>
      emulator.requests.filter(({ path: each }) => each.endsWith(':generateContent')).length;
    const before = pictures();
    const free = await json<Test>(['test', 'mine']);
    assert.deepEqual([free.ok, free.cost_micros, pictures() - before], [true, 0, 0]);
    const picture = await json<Test>(['test', 'mine', '--image']);
    assert.deepEqual([picture.ok, picture.cost_micros, pictures() - before], [true, 20_000, 1]);
    assert.ok((picture.checks[0]?.image_bytes ?? 0) > 1_000);
    await json(['update', 'mine', '--credential-env', 'WRONG'], { WRONG: 'canary-wrong-key' });
    const { code, output } = await run(['test', 'mine', '--json']);
    const wrong = JSON.parse(output) as Test;
    assert.deepEqual([code, wrong.ok, wrong.checks[0]?.code], [1, false, 'upstream_denied']);
    await json(['update', 'mine', '--credential-env', 'RIGHT'], { RIGHT: secret });
  });

  it('seals credentials with a new master key, after which the old one is not needed', async () => {
    const both = { PLANTAIN_MASTER_KEY: `${newKey},${oldKey}` };
    const only = { PLANTAIN_MASTER_KEY: newKey };
    assert.equal((await run(['test', 'mine'], only)).code, 1);
    assert.deepEqual(await json(['reseal'], both), { resealed: 2, current: 0, closed: [] });
    assert.deepEqual(await json(['reseal'], both), { resealed: 0, current: 2, closed: [] });
    assert.equal((await json<{ ok: boolean }>(['test', 'mine'], only)).ok, true);
    const { code, output } = await run(['reseal', '--json']);
    assert.equal(code, 1);
    assert.equal((JSON.parse(output) as { closed: string[] }).closed.length, 2);
    await json(['reseal'], { PLANTAIN_MASTER_KEY: `${oldKey},${newKey}` });
  });

  it('follow the configuration file when it changes or on SIGHUP, and stay as they were when it is wrong', async () => {
    await json(['remove', 'mine']);
    await json(['remove', 'filed']);
    await writeFile(file, fileWith('second'));
    gateway.child.kill('SIGHUP');
    await followed('second');
    await writeFile(file, 'channels: [{id: third}]');
    gateway.child.kill('SIGHUP');
    for (const untilMs = Date.now() + 30_000; !/stay as they were/.test(gateway.output()); await sleep(50)) {
      assert.ok(Date.now() < untilMs, gateway.output());
    }
    assert.equal(await channelOfDraw(), 'second');
    await writeFile(file, fileWith('fourth'));
    await followed('fourth');
  });

  it('print and store no credential, and log none', async () => {
    const files = await readdir(folder);
    const rows = await Promise.all(
      files
        .filter((name) => name.startsWith('plantain.db'))
        .map((name) => readFile(path.join(folder, name), 'latin1')),
    );
    for (const text of [...printed, ...rows, gateway.output()]) assert.equal(text.includes('canary-'), false);
  });
});
