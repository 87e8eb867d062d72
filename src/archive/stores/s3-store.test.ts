import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultProxy, openFaultProxy } from '../../../test/services/fault-proxy.ts';
import { type TestArchive, testArchives } from '../../../test/services/test-archives.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { ArchiveUnavailable } from './errors.ts';
import { openArtifactStore } from './open-artifact-store.ts';

const s3 = testArchives().find((kind) => kind.name === 'S3');

if (s3) {
  describe('S3 under faults', () => {
    let archive: TestArchive;
    let proxy: FaultProxy;
    let store: ArtifactStore;
    /** Another way to the same bucket, to see what is really there. */
    let direct: ArtifactStore;

    before(async () => {
      archive = await s3.create();
      const { hostname, port } = new URL(archive.endpoint!);
      proxy = await openFaultProxy(hostname, Number(port));
      const options = { spoolFolder: path.join(archive.folder, 'spool'), random: () => 0 };
      store = await openArtifactStore(archive.location, {
        ...options,
        endpoint: `http://127.0.0.1:${proxy.port}`,
      });
      direct = await openArtifactStore(archive.location, { ...options, endpoint: archive.endpoint! });
    });
    after(async () => {
      for await (const { key } of direct.list('')) await direct.delete(key);
      store.close();
      direct.close();
      await proxy.close();
      await archive.remove();
    });
    const spool = async (name: string, content: string) => {
      const file = path.join(store.spoolFolder, `${name}.spool`);
      await writeFile(file, content);
      return file;
    };

    test('an upload that breaks off in the middle leaves no object and keeps the file', async () => {
      const content = 'half '.repeat(400_000);
      const file = await spool('half', content);
      const key = '2026/11/21/kind/half-1.png';
      proxy.cutAfterBytes(1_000_000);
      const facts = { mediaType: 'image/png', sizeBytes: content.length };
      await assert.rejects(store.keep(file, key, facts), ArchiveUnavailable);
      assert.equal(proxy.cuts(), 3, 'it was tried three times');
      proxy.heal();
      assert.equal(await direct.head(key), undefined);
      assert.ok(existsSync(file));

      await store.keep(file, key, facts);
      assert.equal((await buffer((await direct.open(key))!.stream)).toString(), content);
    });

    test('an upload that breaks once is repeated with the whole file', async () => {
      const file = await spool('once', 'the whole file');
      proxy.cutBefore('PUT ');
      await store.keep(file, '2026/11/21/kind/once-1.png', { mediaType: 'image/png', sizeBytes: 14 });
      assert.equal(proxy.cuts(), 1);
      const opened = await direct.open('2026/11/21/kind/once-1.png');
      assert.equal((await buffer(opened!.stream)).toString(), 'the whole file');
    });

    test('an upload waits while the server asks for fewer requests', async () => {
      let refusals = 5;
      const bodies: string[] = [];
      const busy = createServer(async (request, response) => {
        const body = (await buffer(request)).toString();
        if (refusals-- > 0) {
          response.writeHead(503, { 'content-type': 'application/xml' });
          response.end(
            '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
          );
          return;
        }
        bodies.push(body);
        response.writeHead(200, { etag: '"1"' }).end();
      });
      await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
      const options = { endpoint, spoolFolder: store.spoolFolder, random: () => 0 };
      const elsewhere = await openArtifactStore(archive.location, options);
      const file = await spool('busy', 'paid for');
      await elsewhere.keep(file, '2026/11/21/kind/busy-1.png', { mediaType: 'image/png', sizeBytes: 8 });
      assert.deepEqual(bodies, ['paid for']);
      assert.ok(!existsSync(file));
      elsewhere.close();
      busy.close();
    });

    test('a key with a hundred uploads waiting delays the upload of another by a place', async (t) => {
      const uploaded: string[] = [];
      const begun: (() => void)[] = [];
      const slow = createServer(async (request, response) => {
        uploaded.push((await buffer(request)).toString());
        begun.push(() => response.writeHead(200, { etag: '"1"' }).end());
      });
      await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
      const elsewhere = await openArtifactStore(archive.location, {
        endpoint,
        spoolFolder: store.spoolFolder,
      });
      t.after(() => {
        elsewhere.close();
        slow.closeAllConnections();
        slow.close();
      });
      const turns = [...Array<string>(100).fill('many'), 'one'];
      const files = await Promise.all(turns.map((turnOf, number) => spool(`turn-${number}`, turnOf)));
      const keep = (turnOf: string, number: number) =>
        elsewhere.keep(files[number]!, `2026/11/21/kind/turn-${number}.png`, {
          mediaType: 'image/png',
          sizeBytes: turnOf.length,
          turnOf,
        });
      // Each waits in its queue when the call returns, and before the server has heard of any.
      const all = Promise.all(turns.map(keep));
      let answered = 0;
      while (answered < turns.length) {
        while (uploaded.length < Math.min(turns.length, answered + 16)) await Promise.race([all, sleep(5)]);
        begun[answered++]?.();
      }
      await all;
      assert.equal(uploaded.length, turns.length);
      assert.equal(uploaded.indexOf('one'), 17);
    });

    test('a server that is away makes every operation fail as unavailable', async () => {
      proxy.refuse();
      const key = '2026/11/21/kind/away-1.png';
      const file = await spool('away', 'x');
      const facts = { mediaType: 'image/png', sizeBytes: 1 };
      await assert.rejects(store.ready(), ArchiveUnavailable);
      await assert.rejects(store.keep(file, key, facts), ArchiveUnavailable);
      await assert.rejects(store.open(key), ArchiveUnavailable);
      await assert.rejects(store.head(key), ArchiveUnavailable);
      await assert.rejects(store.delete(key), ArchiveUnavailable);
      await assert.rejects(async () => {
        for await (const _entry of store.list('')) assert.fail('nothing can be listed');
      }, ArchiveUnavailable);
      proxy.heal();
      await store.ready();
    });

    test('a bucket that does not exist is unavailable, not empty', async () => {
      const elsewhere = await openArtifactStore('s3://no-such-bucket/x', {
        endpoint: archive.endpoint!,
        spoolFolder: store.spoolFolder,
      });
      await assert.rejects(elsewhere.ready(), ArchiveUnavailable);
      await assert.rejects(elsewhere.open('2026/11/21/kind/none-1.png'), ArchiveUnavailable);
      elsewhere.close();
    });

    test('the media type given is the one the server serves', async () => {
      const file = await spool('typed', 'x');
      await store.keep(file, '2026/11/21/kind/typed-1.webp', { mediaType: 'image/webp', sizeBytes: 1 });
      const { S3Client, HeadObjectCommand } = await import('@aws-sdk/client-s3');
      const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(archive.location) ?? [];
      const client = new S3Client({ endpoint: archive.endpoint!, forcePathStyle: true, region: 'us-east-1' });
      const Key = `${prefix}/2026/11/21/kind/typed-1.webp`;
      assert.equal(
        (await client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).ContentType,
        'image/webp',
      );
      client.destroy();
    });
  });
}
