import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { openStore } from '../../src/store/open-store.ts';
import { type GatewayProcess, runCommand, startProcess as start } from '../gateway/process.test.kit.ts';
import { spendRuns } from './last-run.test.kit.ts';
import { answerWith, type Receiver, startReceiver } from './receiver.test.kit.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('a callback of a process that is killed', () => {
  const begun = new Set<GatewayProcess>();
  const startProcess = async (variables: Record<string, string>) => {
    const one = await start(variables);
    begun.add(one);
    return one;
  };
  let folder: string;
  let env: Record<string, string>;
  let key: string;
  let receiver: Receiver;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-callbacks-'));
    env = {
      PLANTAIN_DATA_DIR: folder,
      PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
      // The same for every process, as the URLs in a callback begin with it.
      PORT: String(await freePort()),
      PLANTAIN_LOG_LEVEL: 'warn',
    };
    const first = await startProcess(env);
    key = (/PLANTAIN_KEY=(\S+)/.exec(first.output()) as unknown as [string, string])[1];
    await first.end('SIGKILL');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(async () => {
    for (const one of begun) await one.end('SIGKILL');
    begun.clear();
    await receiver.close();
  });

  const create = async ({ url }: GatewayProcess, prompt = 'a task') => {
    const response = await fetch(`${url}/v1/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt, callback_url: receiver.url }),
    });
    assert.equal(response.status, 202);
    return (await response.json()) as { id: string };
  };
  const killedAt = async (failpoint: string) => {
    const doomed = await startProcess({ ...env, PLANTAIN_FAILPOINT: failpoint });
    const ended = new Promise((resolve) => doomed.child.once('exit', resolve));
    const { id } = await create(doomed);
    await ended;
    return id;
  };

  it('between the 2xx and its commit comes again, with the same id and body', async () => {
    const id = await killedAt('callback-answered');
    assert.equal(receiver.received.length, 1);
    const next = await startProcess(env);
    await receiver.until(2);
    const [first, second] = receiver.received;
    assert.deepEqual([second?.id, second?.body], [first?.id, first?.body]);
    assert.equal(JSON.parse(second?.body as string).id, id);
    await next.end();
    const { output } = await runCommand(['callbacks', 'list', '--test', '--json'], env);
    const { data: events } = JSON.parse(output) as { data: { id: string; status: string }[] };
    assert.deepEqual(
      events.filter((event) => event.id === first?.id).map(({ status }) => status),
      ['delivered'],
    );
  });

  for (const failpoint of ['settle-inside', 'settled']) {
    it(`at ${failpoint} comes once after the restart`, async () => {
      const id = await killedAt(failpoint);
      assert.equal(receiver.received.length, 0);
      const next = await startProcess(env);
      await receiver.until(1);
      const told = JSON.parse(receiver.received[0]?.body as string);
      assert.deepEqual([told.id, told.status], [id, 'succeeded']);
      await next.end();
      assert.equal(receiver.received.length, 1);
    });
  }

  it('tells the failure of a task that was begun too often', async () => {
    const doomed = await startProcess(env);
    const { id } = await create(doomed, 'lost #emulate(latency, ms=20000)');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await doomed.end('SIGKILL');
    const store = await openStore({ url: `sqlite:${path.join(folder, 'plantain.db')}` });
    await store.write(spendRuns, undefined);
    await store.close();
    const next = await startProcess(env);
    await receiver.until(1);
    const told = JSON.parse(receiver.received[0]?.body as string);
    assert.deepEqual([told.id, told.status, told.error.code], [id, 'failed', 'interrupted']);
    await next.end();
  });

  it('is redelivered from the command line, signed with the secret that was rotated there', async () => {
    await receiver.close();
    receiver = await startReceiver(answerWith(410));
    const gone = receiver;
    const gateway = await startProcess(env);
    await create(gateway);
    await gone.until(1);
    const id = gone.received[0]?.id as string;
    const shown = async () =>
      JSON.parse((await runCommand(['callbacks', 'show', id, '--json'], env)).output) as { status: string };
    while ((await shown()).status !== 'stopped') await new Promise((resolve) => setTimeout(resolve, 50));
    const rotated = await runCommand(['callbacks', 'secret', 'rotate', '--grace', 'now'], env);
    const { code } = await runCommand(['callbacks', 'redeliver', id], env);
    assert.deepEqual([rotated.code, code], [0, 0]);
    await gone.until(2);
    const [, again] = gone.received;
    assert.equal(again?.id, id);
    new Webhook(rotated.output.trim()).verify(
      again?.body as string,
      again?.headers as Record<string, string>,
    );
    const refused = await runCommand(['callbacks', 'redeliver', 'evt_none'], env);
    assert.equal(refused.code, 1);
    assert.match(refused.output, /There is no callback evt_none/);
    await gateway.end();
  });
});
