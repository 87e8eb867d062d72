import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expireArtifacts } from '../../src/archive/expire-artifacts.ts';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type TestArchive, testArchives } from '../services/test-archives.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const dayMs = 86_400_000;

for (const kind of testArchives())
  describe(`an artifact on ${kind.name}`, () => {
    let gateway: TestGateway;
    let archive: TestArchive;
    let nowMs = Date.now();
    before(async () => {
      archive = await kind.create();
      const endpoint = archive.endpoint ? { PLANTAIN_S3_ENDPOINT: archive.endpoint } : {};
      const env = { PLANTAIN_ARTIFACTS: archive.location, ...endpoint };
      gateway = await startGateway({ env, clock: { now: () => nowMs } });
    });
    after(async () => {
      await gateway.close();
      const files = await openFiles();
      for await (const { key } of files.list('')) await files.delete(key);
      files.close();
      await archive.remove();
    });
    const openFiles = () => {
      const spoolFolder = path.join(archive.folder, 'spool');
      return openArtifactStore(archive.location, {
        spoolFolder,
        ...(archive.endpoint ? { endpoint: archive.endpoint } : {}),
      });
    };
    /** Puts other bytes where those of an artifact stand. */
    const plant = async (url: string, bytes: string) => {
      const files = await openFiles();
      const file = path.join(files.spoolFolder, 'planted.spool');
      await writeFile(file, bytes);
      const key = url.slice(url.indexOf('/task-artifacts/') + '/task-artifacts/'.length);
      await files.keep(file, key, { mediaType: 'text/html', sizeBytes: bytes.length });
      files.close();
    };
    const dropFile = async (url: string) => {
      const files = await openFiles();
      await files.delete(url.slice(url.indexOf('/task-artifacts/') + '/task-artifacts/'.length));
      files.close();
    };

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
      const etag = head.headers.get('etag') ?? '';
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        assert.equal((await fetch(url, { headers: { 'if-none-match': tags } })).status, 304, tags);
      }
      for (const [condition, status] of [
        [etag, 206],
        ['"other"', 200],
      ] as const) {
        const headers = { range: 'bytes=0-9', 'if-range': condition };
        assert.equal((await fetch(url, { headers })).status, status);
      }
    });

    it('stays a picture for browsers, inert, whatever its bytes say', async () => {
      const url = await makeOne();
      for (const page of ['<!doctype html><script>alert(1)</script>', '<svg xmlns="x" onload="alert(1)"/>']) {
        await plant(url, page);
        const { headers } = await fetch(url);
        assert.equal(headers.get('content-type'), 'image/jpeg');
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox");
        assert.match(headers.get('content-disposition') ?? '', /^inline; filename="\w+-1\.jpeg"$/);
        assert.equal(headers.get('set-cookie'), null);
      }
    });

    it('that cannot be given now is refused in a way no cache keeps', async () => {
      const url = await makeOne();
      await dropFile(url);
      const lost = await fetch(url);
      assert.deepEqual(
        [lost.status, lost.headers.get('cache-control'), lost.headers.get('etag')],
        [404, 'no-store', null],
      );
      const beyond = await fetch(await makeOne(), { headers: { range: 'bytes=99999999-' } });
      assert.deepEqual([beyond.status, beyond.headers.get('cache-control')], [416, 'no-store']);
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
      const files = await openFiles();
      assert.ok((await expireArtifacts(rows, files, nowMs)).gone >= 1);
      await rows.close();
      for await (const { key } of files.list('')) assert.ok(!url.endsWith(key), key);
      files.close();
      assert.equal((await fetch(url)).status, 410);

      const longGone = url.replace(/\/\d{4}\//, '/2020/');
      assert.equal((await fetch(longGone)).status, 410);
    });
  });
