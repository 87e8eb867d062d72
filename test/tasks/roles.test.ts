import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, readConfig } from '../../src/config.ts';
import { startReceiver } from '../callbacks/receiver.test.kit.ts';
import { openSite } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';

const postgres = testEngines().find((engine) => engine.name === 'PostgreSQL');

describe('the roles of processes', () => {
  it('need a database that several processes share', () => {
    for (const role of ['api', 'worker']) {
      assert.throws(
        () => readConfig({ PLANTAIN_ROLE: role }),
        (error) => error instanceof ConfigError && /several processes need PostgreSQL/.test(error.message),
      );
    }
    assert.equal(readConfig({ PLANTAIN_ROLE: 'all' }).role, 'all');
  });

  it('leave tasks and callbacks to workers: one that api accepts waits until a worker is there', {
    skip: postgres ? false : 'needs PostgreSQL (DATABASE_URL)',
    timeout: 120_000,
  }, async () => {
    const site = await openSite(postgres as NonNullable<typeof postgres>);
    const receiver = await startReceiver();
    try {
      const api = await site.start({ PLANTAIN_ROLE: 'api' });
      const { key } = await site.prepaidKey(1_000_000);
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const ask = async (path: string, body?: object) => {
        const response = await fetch(api.url + path, {
          headers,
          ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
        });
        return (await response.json()) as { id: string; status: string };
      };
      const { id } = await ask('/v1/generations', {
        model: 'nano-banana-2',
        prompt: 'by a worker',
        callback_url: receiver.url,
      });
      // A request that somebody waits for is performed where it came in, and takes longer than a queue would.
      const image = await fetch(`${api.url}/v1/images/generations`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ model: 'nano-banana-2', prompt: 'by the api' }),
      });
      assert.equal(image.status, 200);
      assert.equal((await ask(`/v1/generations/${id}`)).status, 'queued');

      const worker = await site.start({ PLANTAIN_ROLE: 'worker' });
      assert.equal((await fetch(`${worker.url}/v1/generations/${id}`, { headers })).status, 404);
      assert.equal((await fetch(`${worker.url}/healthz`)).status, 200);
      while ((await ask(`/v1/generations/${id}`)).status !== 'succeeded') await sleep(50);
      while (receiver.received.length === 0) await sleep(50);
      assert.equal(receiver.received[0]?.id, `evt_${id}`);
    } finally {
      await receiver.close();
      await site.close();
    }
  });
});
