import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { openSite, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';

/** A configuration file that adds the model `house-style`. */
async function fileWithModel({ folder, upstream }: Site): Promise<string> {
  const file = path.join(folder, 'with-models.yaml');
  const channel = { id: 'upstream', provider: 'gemini-api', base_url: upstream.url, credential: 'canary' };
  const prices = { '*': { '4K': 0.1 } };
  const house = { name: 'house-style', aliases: ['our-house'], like: 'nano-banana-2', prices };
  await writeFile(file, JSON.stringify({ channels: [channel], models: [house] }));
  return file;
}

for (const engine of testEngines()) {
  test(`a queued task whose model is gone after a restart fails by name, and costs nothing, on ${engine.name}`, async () => {
    const site = await openSite(engine);
    try {
      const file = await fileWithModel(site);
      const account = await site.prepaidKey(1_000_000);
      const rows = () => site.store.read(readGenerations, { keyId: account.id });
      const countOf = async (state: string) => (await rows()).filter((row) => row.state === state).length;
      const headers = { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' };
      const first = await site.start({ PLANTAIN_CONFIG: file, PLANTAIN_MAX_RUNNING: '1' });
      const ids: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const response = await fetch(`${first.url}/v1/generations`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ model: 'house-style', prompt: `task ${index} #emulate(latency, ms=700)` }),
        });
        ids.push(((await response.json()) as { id: string }).id);
      }
      while ((await countOf('running')) < 1) await sleep(10);
      assert.equal(await first.end('SIGTERM'), 0);
      const made = await countOf('succeeded');
      assert.ok(made < 3, 'one waits at least');

      const second = await site.start();
      while ((await countOf('failed')) < 3 - made) await sleep(10);
      const receipt = await (await fetch(`${second.url}/v1/generations/${ids.at(-1)}`, { headers })).text();
      assert.match(receipt, /The model house-style is no longer served\./);
      assert.equal(await second.end('SIGTERM'), 0);
      assert.equal(
        await site.store.read(readBalance, { accountId: account.accountId }),
        1_000_000 - made * 100_000,
      );
      await auditSite(site);
    } finally {
      await site.close();
    }
  });

  test(`a task that was paid for stays readable when its model is gone, by every name it was asked for, on ${engine.name}`, async () => {
    const site = await openSite(engine);
    try {
      const { key } = await site.prepaidKey(1_000_000);
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const ask = async (url: string, init: RequestInit = {}) => {
        const response = await fetch(url, { headers, ...init });
        return { status: response.status, json: (await response.json()) as Answer };
      };
      const post = (url: string, body: object) => ask(url, { method: 'POST', body: JSON.stringify(body) });
      const first = await site.start({ PLANTAIN_CONFIG: await fileWithModel(site) });
      const task = `${first.url}/api/v1/generateTask/our-house`;
      const input = { mode: 'text-to-image', prompt: 'a tram' };
      const taskId = (await post(task, { input })).json.data?.taskId as string;
      const queued = await post(`${first.url}/model/v1/queue/our-house`, { prompt: 'a heron' });
      const id = queued.json.request_id as string;
      for (const each of [taskId, id]) {
        const receipt = `${first.url}/v1/generations/${each}`;
        while ((await ask(receipt)).json.status !== 'succeeded') await sleep(20);
      }
      assert.equal(await first.end('SIGTERM'), 0);

      const { url, end } = await site.start();
      const status = (model: string, one = taskId) => ask(`${url}/api/v1/statusTask/${model}?taskId=${one}`);
      const request = (model: string, what: string, one = id) =>
        ask(`${url}/model/v1/queue/${model}/requests/${one}/${what}`);
      for (const model of ['our-house', 'house-style']) {
        assert.equal((await status(model)).json.data?.state, 'success', model);
        assert.equal((await request(model, 'status')).json.status, 'COMPLETED', model);
        assert.equal((await request(model, 'response')).json.outputs?.length, 2, model);
      }
      const other = await status('nano-banana-2');
      assert.deepEqual([other.status, other.json.data?.error], [404, 'There is no such task.']);
      assert.equal((await request('nano-banana-2', 'status')).json.detail, 'Request not found');
      const noTask = `${taskId.slice(0, -4)}0000`;
      assert.match(String((await status('our-house', noTask)).json.data?.error), /does not exist/);
      const noRequest = await request('our-house', 'status', noTask);
      assert.deepEqual([noRequest.status, noRequest.json.detail], [404, 'App not found: our-house']);
      assert.equal(await end('SIGTERM'), 0);
    } finally {
      await site.close();
    }
  });
}

interface Answer {
  readonly data?: { readonly taskId?: string; readonly state?: string; readonly error?: string };
  readonly request_id?: string;
  readonly status?: string;
  readonly detail?: string;
  readonly outputs?: readonly object[];
}
