import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';
import { type GatewayProcess, runCommand, startProcess } from './process.test.kit.ts';

const token = 'shared-circuits-admin-token';
const postgres = testEngines().find(({ name }) => name === 'PostgreSQL');

interface Channel {
  readonly id: string;
  readonly health: readonly { readonly circuit: string; readonly cause: string | null }[];
}

/** An upstream whose quota is used up for a minute: longer than any of this takes. */
async function startSick() {
  const error = {
    code: 429,
    message: 'You exceeded your current quota.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '60s' }],
  };
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('two processes on one PostgreSQL', { skip: postgres ? false : 'needs DATABASE_URL' }, () => {
  let database: TestDatabase;
  let folder: string;
  let sick: Awaited<ReturnType<typeof startSick>>;
  let well: Emulator;
  let nodes: GatewayProcess[] = [];
  let key: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-nodes-'));
    [database, sick, well] = await Promise.all([
      (postgres as NonNullable<typeof postgres>).create(),
      startSick(),
      startEmulator(),
    ]);
    const file = path.join(folder, 'channels.yaml');
    const channel = (id: string, url: string, priority: number) =>
      `  - {id: ${id}, provider: gemini-api, base_url: "${url}", credential: key-of-${id}, priority: ${priority}}\n`;
    await writeFile(file, `channels:\n${channel('sick', sick.url, 1)}${channel('well', well.url, 2)}`);
    const env = (name: string) => ({
      DATABASE_URL: database.url,
      PLANTAIN_DATA_DIR: path.join(folder, name),
      PLANTAIN_ARTIFACTS: `file:${path.join(folder, 'artifacts')}`,
      PLANTAIN_MASTER_KEY: 'm'.repeat(40),
      PLANTAIN_ADMIN_TOKEN: token,
      PLANTAIN_PROBES: 'off',
      PLANTAIN_CONFIG: file,
    });
    nodes = [await startProcess(env('a')), await startProcess(env('b'))];
    const made = await runCommand(['keys', 'create', '--live'], env('a'));
    key = made.output.trim().split('\n').at(-1) as string;
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.end()));
    await Promise.all([sick?.close(), well?.close()]);
    await database?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function admin<Answer>(node: GatewayProcess | undefined, target: string, body?: unknown) {
    const response = await fetch(`${node?.url}/admin/v1${target}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Answer;
  }
  async function draw(node: GatewayProcess | undefined) {
    const response = await fetch(`${node?.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain', resolution: '0.5K' }),
    });
    assert.equal(response.status, 200, await response.text());
    return response.headers.get('x-plantain-channel');
  }
  /** Milliseconds until it holds. */
  async function until(holds: () => Promise<boolean>): Promise<number> {
    const startedAtMs = Date.now();
    while (!(await holds())) {
      if (Date.now() - startedAtMs > 20_000) assert.fail('it never held');
      await sleep(50);
    }
    return Date.now() - startedAtMs;
  }
  const isResting = async (node: GatewayProcess | undefined) => {
    const { health } = await admin<Channel>(node, '/channels/sick');
    return health.some(({ circuit, cause }) => circuit === 'open' && cause === 'rate_limited');
  };

  it('keeps the second away from a channel the first found failing, without a call of its own', async () => {
    const [first, second] = nodes;
    assert.equal(await draw(first), 'well');
    const calls = sick.calls();
    assert.ok(calls > 0 && (await isResting(first)));
    const seenAfterMs = await until(() => isResting(second));
    console.log(`  an opened circuit was seen by the other process after ${seenAfterMs} ms`);
    assert.equal(await draw(second), 'well');
    assert.equal(await draw(first), 'well');
    assert.equal(sick.calls(), calls);
  });

  it('uses a channel on the second that was made through the first', async () => {
    const [first, second] = nodes;
    await admin(first, '/channels', {
      id: 'fresh',
      provider: 'gemini-api',
      base_url: well.url,
      credential: 'key-of-fresh',
      priority: 0,
    });
    assert.equal(await draw(first), 'fresh');
    const seenAfterMs = await until(async () => (await draw(second)) === 'fresh');
    console.log(`  a new channel was used by the other process after ${seenAfterMs} ms`);
    await admin(first, '/channels/fresh/disable', {});
    await until(async () => (await draw(second)) === 'well');
  });
});
