import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expireArtifacts } from '../../src/archive/expire-artifacts.ts';
import type { ArtifactStore } from '../../src/archive/stores/artifact-store.ts';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type MemoryS3, startMemoryS3 } from '../services/memory-s3.ts';
import { type TestArchive, testArchives } from '../services/test-archives.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly images: readonly { readonly url: string; readonly deleted_at: string | null }[];
  readonly cost: { readonly charged_usd: string };
}

const adminToken = 'a-token-of-the-operators-1';
const model = 'nano-banana-2';
const keyOf = (url: string) => url.slice(url.indexOf('/task-artifacts/') + '/task-artifacts/'.length);
const statusOf = async (url: string) => {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
};

function callerOf(gateway: () => TestGateway) {
  const ask = (method: string, target: string, key = gateway().liveKey) =>
    fetch(gateway().url + target, { method, headers: { authorization: `Bearer ${key}` } });
  return {
    ask,
    json: async <Body>(response: Promise<Response>) => (await (await response).json()) as Body,
    make: async (more: object = {}) =>
      (await (
        await gateway().post('/v1/generations', { model, prompt: `p ${Math.random()}`, wait: 60, ...more })
      ).json()) as Receipt,
    deleteImages: (id: string, key?: string) => ask('DELETE', `/v1/generations/${id}/images`, key),
  };
}

for (const kind of testArchives())
  describe(`images that are deleted before they expire, on ${kind.name}`, () => {
    let gateway: TestGateway;
    let archive: TestArchive;
    let files: ArtifactStore;
    before(async () => {
      archive = await kind.create();
      const { endpoint } = archive;
      gateway = await startGateway({
        env: {
          PLANTAIN_ARTIFACTS: archive.location,
          PLANTAIN_ADMIN_TOKEN: adminToken,
          ...(endpoint ? { PLANTAIN_S3_ENDPOINT: endpoint } : {}),
        },
      });
      const spoolFolder = path.join(archive.folder, 'spool');
      files = await openArtifactStore(archive.location, { spoolFolder, ...(endpoint ? { endpoint } : {}) });
    });
    after(async () => {
      await gateway.close();
      for await (const { key } of files.list('')) await files.delete(key);
      files.close();
      await archive.remove();
    });
    const { ask, json, make, deleteImages } = callerOf(() => gateway);
    const admin = (method: string, target: string) => ask(method, `/admin/v1${target}`, adminToken);
    const kept = async () => {
      const keys: string[] = [];
      for await (const { key } of files.list('')) keys.push(key);
      return keys;
    };

    it('are gone at once, with their files, and the receipt says so and keeps its charge', async () => {
      const made = await make({ count: 2 });
      const urls = made.images.map(({ url }) => url);
      assert.deepEqual(await Promise.all(urls.map(statusOf)), [200, 200]);
      // Twice, so that this process remembers how it ended.
      for (let read = 0; read < 2; read += 1) await ask('GET', `/v1/generations/${made.id}`);

      const first = await json<Receipt>(deleteImages(made.id));
      assert.equal(first.status, 'succeeded');
      assert.ok(first.images.every(({ deleted_at }) => deleted_at !== null));
      assert.equal(first.cost.charged_usd, made.cost.charged_usd);
      assert.deepEqual(await Promise.all(urls.map(statusOf)), [410, 410]);
      assert.deepEqual(
        (await kept()).filter((key) => key.includes(made.id)),
        [],
      );

      const again = await deleteImages(made.id);
      assert.equal(again.status, 200);
      assert.deepEqual(await again.json(), first);
      assert.deepEqual(await json(ask('GET', `/v1/generations/${made.id}`)), first);
    });

    it('are those of the own account and mode only', async () => {
      const made = await make();
      const created = await fetch(`${gateway.url}/admin/v1/accounts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Other', kind: 'unlimited' }),
      });
      const { id: accountId } = (await created.json()) as { id: string };
      const stranger = await gateway.app.keys.create({ mode: 'live', name: 'stranger', accountId });
      for (const key of [stranger.key, gateway.testKey]) {
        assert.equal((await deleteImages(made.id, key)).status, 404);
      }
      assert.equal((await deleteImages('no-such-generation')).status, 404);
      assert.equal(await statusOf(made.images[0]?.url as string), 200);
    });

    it('are not told again to who repeats the request with its Idempotency-Key', async () => {
      const native = {
        path: `/v1beta/models/${model}:generateContent`,
        body: { contents: [{ parts: [{ text: 'a repeated plantain' }] }] },
      };
      const encoded = {
        path: '/v1/images/generations',
        body: { model, prompt: 'a repeated plantain', response_format: 'b64_json' },
      };
      for (const [name, { path: target, body }] of Object.entries({ native, encoded })) {
        const repeat = () => gateway.post(target, body, { 'idempotency-key': `deleted ${name}` });
        const first = await repeat();
        assert.equal(first.status, 200, await first.text());
        const id =
          first.headers.get('x-plantain-generation') ?? (first.headers.get('x-request-id') as string);
        const replayed = await repeat();
        assert.equal(replayed.headers.get('idempotent-replayed'), 'true', name);
        await replayed.arrayBuffer();
        assert.equal((await deleteImages(id)).status, 200, name);
        const refused = await repeat();
        const text = await refused.text();
        assert.equal(refused.status, 404, text);
        assert.match(text, /were deleted\. Use a new key/);
        assert.deepEqual(
          (await kept()).filter((key) => key.includes(id)),
          [],
        );
      }
    });

    it('are those of an ended generation: before, whoever asks is told to wait', async () => {
      const begun = await make({ prompt: 'slow #emulate(latency, ms=1500)', wait: 0 });
      const refused = await deleteImages(begun.id);
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), /once it has/);
      const byOperator = await admin('DELETE', `/generations/${begun.id}/images`);
      assert.equal(byOperator.status, 409);
      const ended = await ask('GET', `/v1/generations/${begun.id}/events`);
      assert.match(await ended.text(), /"status":"succeeded"/);
      assert.equal((await deleteImages(begun.id)).status, 200);
    });

    it('may be anybody\u2019s for an operator, whose action is noted once', async () => {
      const made = await make({ count: 2 });
      const deleted = [1, 2].map(async () => json<object>(admin('DELETE', `/generations/${made.id}/images`)));
      for (const answer of await Promise.all(deleted)) {
        const { deleted_at, ...rest } = answer as { deleted_at: string };
        assert.ok(Date.parse(deleted_at) > 0);
        assert.deepEqual(rest, {
          object: 'deleted_images',
          generation_id: made.id,
          account_id: 'default',
          mode: 'live',
          images: 2,
        });
      }
      assert.equal(await statusOf(made.images[0]?.url as string), 410);
      const { data } = await json<{ data: { action: string; subject: string }[] }>(admin('GET', '/actions'));
      const noted = data.filter(({ subject }) => subject === made.id);
      assert.deepEqual(
        noted.map(({ action }) => action),
        ['generation.delete-images'],
      );
      assert.equal((await admin('DELETE', '/generations/none/images')).status, 404);
      assert.equal((await ask('DELETE', `/admin/v1/generations/${made.id}/images`)).status, 401);
    });
  });

describe('images that are deleted while the archive is away', () => {
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
  const { make, deleteImages } = callerOf(() => gateway);

  it('are not served any more, and the sweep deletes their files when it is back', async () => {
    const made = await make();
    const url = made.images[0]?.url as string;
    s3.fail(true);
    assert.equal((await deleteImages(made.id)).status, 200);
    assert.equal(await statusOf(url), 410);
    assert.match(gateway.logText(), /left to the next sweep/);
    s3.fail(false);
    const archive = { spoolFolder: gateway.dataFolder, endpoint: s3.endpoint };
    const files = await openArtifactStore('s3://bucket/prefix', archive);
    assert.ok(await files.head(keyOf(url)));
    const store = await openStore({
      url: process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL ?? `sqlite:${gateway.dataFolder}/plantain.db`,
    });
    assert.ok((await expireArtifacts(store, files, Date.now() + 1)).gone >= 1);
    assert.equal(await files.head(keyOf(url)), undefined);
    await store.close();
    files.close();
  });
});
