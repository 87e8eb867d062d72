import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openStore } from '../../src/store/open-store.ts';
import { census } from './census.test.kit.ts';
import { startProcess } from './process.test.kit.ts';

describe('a process killed in a burst', () => {
  it('leaves, after a restart, no running row, no temporary file, and exactly the images its rows name', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-kill-'));
    const env = { PLANTAIN_DATA_DIR: folder, PLANTAIN_LOG_LEVEL: 'warn' };
    const first = await startProcess(env);
    const [, key] = /PLANTAIN_KEY=(\S+)/.exec(first.output()) as unknown as [string, string];
    const ask = (index: number) =>
      fetch(`${first.url}/v1/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'nano-banana-2',
          prompt: `burst ${index % 3} #emulate(latency, ms=${(index * 37) % 400}) #emulate(slow, ms=300)`,
        }),
      }).then(
        (response) => response.json(),
        () => undefined,
      );
    const answers = Array.from({ length: 60 }, (_, index) => ask(index));
    await Promise.race(answers);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await first.end('SIGKILL');
    const acknowledged = (
      (await Promise.all(answers)) as ({ data?: { url: string }[] } | undefined)[]
    ).flatMap((answer) => answer?.data?.map(({ url }) => url.split('/task-artifacts/')[1]) ?? []);

    const second = await startProcess(env);
    const store = await openStore({ url: `sqlite:${path.join(folder, 'plantain.db')}` });
    const { generations, keys } = await store.read(census, {});
    await store.close();
    assert.ok(acknowledged.length > 0, 'some were answered');
    assert.ok(generations.length > acknowledged.length, 'some were in flight');
    for (const row of generations) {
      assert.ok(['succeeded', 'failed'].includes(row.state), row.state);
      assert.equal(row.lease_until, null);
    }
    for (const acknowledgedKey of acknowledged) assert.ok(keys.includes(acknowledgedKey as string));
    const files = await readdir(folder, { recursive: true });
    assert.deepEqual(
      files.filter((file) => /[^/]\.spool$/.test(file)),
      [],
    );
    const images = files
      .filter((file) => file.startsWith('artifacts') && /\.(png|jpeg|webp)$/.test(file))
      .map((file) => file.slice('artifacts/'.length));
    assert.deepEqual(images.sort(), keys.sort());
    await second.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
});
