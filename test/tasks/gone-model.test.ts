import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { openSite } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';

for (const engine of testEngines()) {
  test(`a queued task whose model is gone after a restart fails by name, and costs nothing, on ${engine.name}`, async () => {
    const site = await openSite(engine);
    try {
      const file = path.join(site.folder, 'with-models.yaml');
      const channel = {
        id: 'upstream',
        provider: 'gemini-api',
        base_url: site.upstream.url,
        credential: 'canary',
      };
      const house = { name: 'house-style', like: 'nano-banana-2', prices: { '*': { '4K': 0.1 } } };
      await writeFile(file, JSON.stringify({ channels: [channel], models: [house] }));
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
}
