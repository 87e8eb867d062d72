import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type MemoryS3, startMemoryS3 } from '../services/memory-s3.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

describe('an archive on S3', { timeout: 120_000 }, () => {
  let s3: MemoryS3;
  let gateway: TestGateway;
  before(async () => {
    s3 = await startMemoryS3();
    gateway = await startGateway({
      env: { PLANTAIN_ARTIFACTS: 's3://bucket/prefix', PLANTAIN_S3_ENDPOINT: s3.endpoint },
    });
  });
  after(async () => {
    await gateway.close();
    await s3.close();
  });
  const make = async (more: object) => {
    const body = { model: 'nano-banana-2', prompt: 'a picture', ...more };
    const response = await gateway.post('/v1/images/generations', body);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as { data: { url: string; b64_json: string }[] }).data[0]!;
  };

  it('loses no caller a picture to slow downloads; one too many of an address is told when to come again', async () => {
    const { url } = await make({});
    const gone = new AbortController();
    const { signal } = gone;
    s3.holdReads(true);
    const held = await Promise.all(Array.from({ length: 64 }, () => fetch(url, { signal })));
    s3.holdReads(false);
    assert.ok(held.every(({ status }) => status === 200));
    const [refused, made, read] = await Promise.all([
      fetch(url),
      make({}),
      make({ response_format: 'b64_json' }),
    ]);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
    assert.match(await refused.text(), /at its limit/);
    assert.match(made.url, /^http/);
    assert.ok(read.b64_json.length > 1_000);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 200, 'what reads nothing waits for nobody');
    gone.abort();
    const again = await fetch(url);
    assert.equal(again.status, 200);
    assert.ok((await again.arrayBuffer()).byteLength > 1_000);
  });

  it('has its places back from downloads whose clients left before they began', async () => {
    const { url } = await make({});
    for (let round = 0; round < 4; round += 1) {
      const gone = new AbortController();
      const all = Array.from({ length: 32 }, () =>
        fetch(url, { signal: gone.signal }).catch(() => undefined),
      );
      await setImmediate();
      gone.abort();
      await Promise.all(all);
    }
    const read = await fetch(url);
    assert.equal(read.status, 200);
    await read.arrayBuffer();
  });

  it('that is away lets nobody repeat a native answer now, and says so in a way that is tried again', async () => {
    const body = { contents: [{ parts: [{ text: 'native' }] }] };
    const ask = () =>
      gateway.post('/v1beta/models/gemini-3.1-flash-image:generateContent', body, {
        'idempotency-key': 'native-1',
      });
    const first = await ask();
    assert.equal(first.status, 200);
    const answer = await first.text();
    s3.fail(true);
    const refused = await ask();
    s3.fail(false);
    assert.equal(refused.status, 503);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]/);
    const again = await ask();
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    assert.equal(await again.text(), answer);
  });
});
