import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expireArtifacts } from '../../src/archive/expire-artifacts.ts';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const dayMs = 86_400_000;

describe('an artifact', () => {
  let gateway: TestGateway;
  let nowMs = Date.now();
  before(async () => {
    gateway = await startGateway({ clock: { now: () => nowMs } });
  });
  after(() => gateway.close());

  const makeOne = async () => {
    const response = await gateway.post('/v1/images/generations', {
      model: 'nano-banana-2',
      prompt: `artifact ${Math.random()}`,
    });
    return ((await response.json()) as { data: { url: string }[] }).data[0]?.url as string;
  };

  it('is served inert, typed, cacheable until it expires, without a key', async () => {
    const response = await fetch(await makeOne(), { headers: { authorization: 'Bearer anything' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/jpeg');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; sandbox");
    assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=12\d{5}, immutable$/);
    assert.equal(
      Number(response.headers.get('content-length')),
      Buffer.from(await response.arrayBuffer()).length,
    );
  });

  it('answers ranges, HEAD and If-None-Match', async () => {
    const url = await makeOne();
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { range: 'bytes=100-199' } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), `bytes 100-199/${whole.length}`);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(100, 200));
    const tail = await fetch(url, { headers: { range: 'bytes=-10' } });
    assert.deepEqual(Buffer.from(await tail.arrayBuffer()), whole.subarray(-10));
    const beyond = await fetch(url, { headers: { range: `bytes=${whole.length}-` } });
    assert.equal(beyond.status, 416);
    const head = await fetch(url, { method: 'HEAD' });
    assert.equal(Number(head.headers.get('content-length')), whole.length);
    const same = await fetch(url, { headers: { 'if-none-match': head.headers.get('etag') ?? '' } });
    assert.equal(same.status, 304);
  });

  it('is 404 under any other name, and no name leaves the archive', async () => {
    const url = await makeOne();
    const names = [
      url.replace('-1.jpeg', '-2.jpeg'),
      url.replace('.jpeg', '.png'),
      url.replace('sync-image', 'async-image'),
      `${gateway.url}/task-artifacts/../plantain.db`,
      `${gateway.url}/task-artifacts/%2e%2e/%2e%2e/plantain.db`,
      `${gateway.url}/task-artifacts/..%5cplantain.db`,
      `${gateway.url}/task-artifacts/`,
    ];
    for (const name of names) assert.equal((await fetch(name)).status, 404, name);
  });

  it('is there for 15 days and gone after, first by its URL, then by its file, then by its date', async () => {
    const url = await makeOne();
    nowMs += 15 * dayMs - 60_000;
    assert.equal((await fetch(url)).status, 200);
    nowMs += 61_000;
    assert.equal((await fetch(url)).status, 410);

    const rows = await openStore({ url: `sqlite:${path.join(gateway.dataFolder, 'plantain.db')}` });
    const files = await openArtifactStore(`file:${path.join(gateway.dataFolder, 'artifacts')}`);
    assert.ok((await expireArtifacts(rows, files, nowMs)) >= 1);
    await rows.close();
    const left = await readdir(path.join(gateway.dataFolder, 'artifacts'), { recursive: true });
    assert.ok(!left.some((file) => url.endsWith(path.basename(file)) && file.endsWith('.jpeg')));
    assert.equal((await fetch(url)).status, 410);

    const longGone = url.replace(/\/\d{4}\//, '/2020/');
    assert.equal((await fetch(longGone)).status, 410);
  });
});
