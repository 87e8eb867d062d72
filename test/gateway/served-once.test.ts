import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type GatewayProcess, NeverListened, runCommand, startProcess } from './process.test.kit.ts';

describe('a data folder on SQLite whose gateway is started a second time', () => {
  let folder: string;
  let env: Record<string, string>;
  let first: GatewayProcess;
  let headers: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-once-'));
    env = { PLANTAIN_DATA_DIR: folder };
    first = await startProcess(env);
    const [, key] = /PLANTAIN_KEY=(\S+)/.exec(first.output()) as unknown as [string, string];
    headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  });
  after(async () => {
    await first.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const post = (route: string, latencyMs: number) => {
    const body = { model: 'nano-banana', prompt: `a cat #emulate(latency, ms=${latencyMs})` };
    return fetch(`${first.url}${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  it('goes on with its work, and the second one says why it does not start', async () => {
    const answer = post('/v1/images/generations', 13_000);
    const task = (await (await post('/v1/generations', 13_000)).json()) as { id: string };
    const refusal = await startProcess(env).then(
      () => assert.fail('it started'),
      (error: unknown) => error,
    );
    assert.ok(refusal instanceof NeverListened);
    assert.match(refusal.message, /ended with 1:/);
    assert.match(refusal.message, /Another process serves .*plantain\.db\. One gateway serves a SQLite/);
    assert.doesNotMatch(refusal.message, /abandoned/);
    assert.equal((await answer).status, 200);
    const seen = async () => {
      const response = await fetch(`${first.url}/v1/generations/${task.id}`, { headers });
      return (await response.json()) as { status: string; attempts?: unknown[] };
    };
    let state = await seen();
    for (let tries = 0; state.status !== 'succeeded' && tries < 200; tries += 1) {
      assert.notEqual(state.status, 'failed');
      await new Promise((resolve) => setTimeout(resolve, 100));
      state = await seen();
    }
    assert.equal(state.status, 'succeeded');
  });

  it('leaves the folder to commands meanwhile', async () => {
    assert.equal((await runCommand(['keys', 'list'], env)).code, 0);
  });

  it('hands it to the next one that waits for its end, and after kill -9 to any', async () => {
    const slow = post('/v1/images/generations', 2_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const ending = first.end();
    const second = await startProcess(env);
    assert.equal((await slow).status, 200);
    assert.equal(await ending, 0);
    await second.end('SIGKILL');
    first = await startProcess(env);
    assert.doesNotMatch(first.output(), /waited for/);
  });
});
