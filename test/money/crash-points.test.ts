import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { expireArtifacts } from '../../src/archive/expire-artifacts.ts';
import { openDiskStore } from '../../src/archive/stores/disk-store.ts';
import { sweepSpool } from '../../src/lib/spool/sweep-spool.ts';
import { listBatches } from '../../src/records/batches.ts';
import { expireLeases } from '../../src/records/leases.ts';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { auditSite } from './audit-site.test.kit.ts';
import { expireImages, readBalance, readGenerations } from './books.test.kit.ts';
import { isFull } from './figure.test.kit.ts';
import { counted, openSite, type PrepaidKey, type Site } from './site.test.kit.ts';
import {
  type Answer,
  imagesBase64,
  imagesUrl,
  nativeJson,
  nativeStream,
  post,
  priceMicros,
} from './surfaces.test.kit.ts';

type Ask = (origin: string, key: string, headers?: Record<string, string>) => Promise<Answer | undefined>;

const prompt = 'a plantain #emulate(bytes, min=600000)';
const slowly = 'a plantain #emulate(latency, ms=1500)';

const withReference =
  (photos: () => PhotoServer): Ask =>
  (origin, key, headers) =>
    post(
      `${origin}/v1/images/generations`,
      key,
      { model: 'nano-banana-2', prompt: 'a plantain', image_input: [`${photos().url}/photo.png`] },
      headers,
    );

interface CrashPoint {
  /** Value of PLANTAIN_FAILPOINT; undefined: killed from outside while the upstream works. */
  readonly failpoint: string | undefined;
  readonly when: string;
  readonly ask: Ask;
  /** Whether anything was accepted: the request is known after the restart, or it is as if it had never come. */
  readonly leavesRow: boolean;
  /** Whether the generation that crashed is a success after the restart. */
  readonly isSettled: boolean;
}

/** Each costs two starts; on PostgreSQL only these run without PLANTAIN_PROOFS=full. */
const quickly = new Set([undefined, 'accepted', 'images-kept', 'settle-inside', 'settled']);
/** Before money moves, while it does and after it has: every day. */
const everyDay = new Set([undefined, 'settle-inside', 'settled']);
const isWide = process.env.PLANTAIN_TEST_ALL === '1';

const images: Ask = (origin, key, headers) => imagesUrl.ask(origin, key, prompt, headers);
const base64: Ask = (origin, key, headers) => imagesBase64.ask(origin, key, prompt, headers);
const json: Ask = (origin, key, headers) => nativeJson.ask(origin, key, prompt, headers);
const stream: Ask = (origin, key, headers) => nativeStream.ask(origin, key, prompt, headers);
const waiting: Ask = (origin, key, headers) => imagesUrl.ask(origin, key, slowly, headers);

for (const engine of testEngines()) {
  describe(`a process that dies on ${engine.name}`, () => {
    let site: Site;
    let photos: PhotoServer;
    before(async () => {
      photos = await startPhotoServer();
      site = await openSite(engine);
    });
    after(async () => {
      await site.close();
      await photos.close();
    });

    const balanceOf = ({ accountId }: PrepaidKey) => site.store.read(readBalance, { accountId });
    const reference = withReference(() => photos);
    const unknown = (failpoint: string, when: string, ask: Ask): CrashPoint => ({
      failpoint,
      when,
      ask,
      leavesRow: false,
      isSettled: false,
    });
    const lost = (failpoint: string | undefined, when: string, ask: Ask): CrashPoint => ({
      failpoint,
      when,
      ask,
      leavesRow: true,
      isSettled: false,
    });
    const safe = (failpoint: string, when: string, ask: Ask): CrashPoint => ({
      failpoint,
      when,
      ask,
      leavesRow: true,
      isSettled: true,
    });
    const points: readonly CrashPoint[] = [
      unknown('accept-before', 'with the body read and nothing written', images),
      unknown('accept-inside', 'inside the accepting transaction', images),
      lost('accepted', 'with the acceptance committed and nothing sent', images),
      lost('references-before', 'before the references', reference),
      lost('reference-half', 'in the middle of a reference', reference),
      lost('attempt-begun', 'with an attempt begun', images),
      lost('request-half', 'with half of the upstream request sent', reference),
      lost(undefined, 'while the upstream works', waiting),
      lost('response-half@3', 'with half of the response read', images),
      lost('relay-half@3', 'with half of a native answer passed on', json),
      lost('relay-half@3', 'with half of a native stream passed on', stream),
      lost('spool-half@2', 'with half of the image on the disk', images),
      lost('image-written', 'with the image on the disk and not in its place', images),
      lost('images-kept', 'with the image kept and nothing settled', images),
      lost('settle-inside', 'inside the settling transaction', images),
      lost('settle-inside', 'inside the settling transaction of a native answer', stream),
      safe('settled', 'after the settlement and before the answer', images),
      safe('settled', 'after the settlement and before the end of a native answer', json),
      safe('answer-half', 'with half of the answer sent', base64),
    ];

    const chosen = points.filter(
      ({ failpoint, ask }) =>
        isFull ||
        (isWide
          ? engine.name === 'SQLite' || quickly.has(failpoint)
          : everyDay.has(failpoint) && (ask === images || ask === waiting)),
    );
    for (const point of chosen) {
      it(`${point.when}, loses nothing, charges once and holds nothing`, async () => {
        const account = await site.prepaidKey(3 * priceMicros, counted);
        const headers = { 'idempotency-key': `crash ${account.id}` };

        const doomed = await site.start({ PLANTAIN_FSYNC: 'on', PLANTAIN_FAILPOINT: point.failpoint ?? '' });
        const cut = await crash(site, doomed, point, account, headers);
        assert.notEqual(isWhole(cut), true, 'the crash came before the whole answer');
        await passTime(site);

        const restarted = await site.start();
        await auditSite(site);
        const crashed = await site.store.read(readGenerations, { keyId: account.id });
        assert.equal(crashed.length > 0, point.leavesRow, JSON.stringify(crashed));
        // Both went upstream.
        if (!point.failpoint) assert.equal(crashed.length, 2);
        const [settled, others] = [
          crashed.filter((row) => row.state === 'succeeded'),
          crashed.filter((row) => row.state !== 'succeeded'),
        ];
        assert.deepEqual(
          settled.map((row) => row.charged_micros),
          point.isSettled ? [priceMicros] : [],
        );
        for (const row of others) {
          assert.deepEqual([row.state, row.failure_code, row.charged_micros], ['failed', 'interrupted', 0]);
        }
        const leftMicros = (3 - settled.length) * priceMicros;
        assert.equal(await balanceOf(account), leftMicros, 'nothing is held any more');

        const first = await point.ask(restarted.url, account.key, headers);
        assert.equal(first?.status, 200, String(first?.body.subarray(0, 500)));
        assert.equal(first?.headers.get('idempotent-replayed'), point.isSettled ? 'true' : null);
        const again = await point.ask(restarted.url, account.key, headers);
        assert.equal(again?.status, 200);
        assert.equal(again?.headers.get('idempotent-replayed'), 'true');
        assert.ok(again?.body.equals(first?.body as Buffer), 'byte for byte');
        const id = first?.headers.get('x-plantain-generation') as string;
        assert.equal(again?.headers.get('x-plantain-generation'), id);
        await readable(restarted.url, account, id);
        assert.equal(await balanceOf(account), 2 * priceMicros, 'one charge in all');
        await auditSite(site);
        await restarted.end('SIGKILL');
      });
    }

    it('inside the transaction that accepts a batch, leaves neither the batch nor any of it, and holds nothing', async () => {
      const account = await site.prepaidKey(3 * priceMicros, counted);
      const doomed = await site.start({ PLANTAIN_FAILPOINT: 'accept-inside' });
      const requests = ['one', 'two', 'three'].map((text) => ({
        request: { contents: [{ parts: [{ text }] }] },
      }));
      const order = { batch: { display_name: 'doomed', input_config: { requests: { requests } } } };
      const url = `${doomed.url}/v1beta/models/nano-banana-2:batchGenerateContent`;
      assert.equal(await post(url, account.key, order), undefined);
      assert.equal(await doomed.ended, 'SIGKILL');
      await passTime(site);

      const restarted = await site.start();
      const { accountId } = account;
      assert.deepEqual(await site.store.read(readGenerations, { keyId: account.id }), []);
      const owner = { accountId, mode: 'live' };
      assert.deepEqual(await site.store.read(listBatches, { ...owner, limit: 10, offset: 0 }), []);
      assert.equal(await balanceOf(account), 3 * priceMicros);
      await auditSite(site);
      await restarted.end('SIGKILL');
    });

    const slow = { skip: isFull ? false : 'waits a minute for the sweep; runs with PLANTAIN_PROOFS=full' };
    it(
      'between the deletion of an expired image and its row, deletes it again and shows it to nobody',
      slow,
      async () => {
        const account = await site.prepaidKey(priceMicros, counted);
        const doomed = await site.start({ PLANTAIN_FAILPOINT: 'artifacts-deleted' });
        const drawn = await imagesUrl.ask(doomed.url, account.key, prompt);
        const { data } = JSON.parse(String(drawn?.body)) as { data: { url: string }[] };
        const generationId = drawn?.headers.get('x-plantain-generation') as string;
        await site.store.write(expireImages, { generationId, nowMs: Date.now() });
        assert.equal(await doomed.ended, 'SIGKILL');

        const restarted = await site.start();
        const { pathname } = new URL(data[0]?.url as string);
        assert.equal((await fetch(restarted.url + pathname)).status, 410);
        const files = await openDiskStore(site.archive);
        assert.equal(await expireArtifacts(site.store, files, Date.now()), 1);
        assert.equal(await expireArtifacts(site.store, files, Date.now()), 0);
        await passTime(site);
        await auditSite(site);
        await restarted.end('SIGKILL');
      },
    );
  });
}

/** Sends the request and waits for the process to be dead; resolves with what came back, if anything whole did. */
async function crash(
  site: Site,
  doomed: GatewayProcess,
  point: CrashPoint,
  account: PrepaidKey,
  headers: Record<string, string>,
): Promise<Answer | undefined> {
  const answer = point.ask(doomed.url, account.key, headers);
  // Another request of the same process, without a key: it dies with it.
  const beside = imagesUrl.ask(doomed.url, account.key, slowly);
  if (!point.failpoint) {
    const both = site.upstream.requests.length + 2;
    while (site.upstream.requests.length < both) await new Promise((resolve) => setTimeout(resolve, 20));
    await doomed.end('SIGKILL');
  }
  assert.equal(await doomed.ended, 'SIGKILL');
  await beside;
  return answer;
}

/**
 * What half an hour does when processes share a database: leases run out, and what nobody writes to any more is
 * swept. On SQLite the next start needs no such wait.
 */
async function passTime(site: Site): Promise<void> {
  if (site.store.engine === 'sqlite') return;
  await site.store.write(expireLeases, { nowMs: Date.now(), exceptOwner: '' });
  for (const folder of site.spoolFolders) await sweepSpool(folder, 0, Date.now() + 1_000);
}

const isWhole = (answer: Answer | undefined): boolean => answer !== undefined && answer.status === 200;

/** The receipt tells the success and its charge, and the image is there. */
async function readable(origin: string, account: PrepaidKey, id: string): Promise<void> {
  const response = await fetch(`${origin}/v1/generations/${id}`, {
    headers: { authorization: `Bearer ${account.key}` },
  });
  const receipt = (await response.json()) as {
    status: string;
    cost: { charged_usd: string };
    images: { url: string; size_bytes: number }[];
  };
  assert.equal(receipt.status, 'succeeded');
  assert.equal(Number(receipt.cost.charged_usd) * 1e6, priceMicros);
  for (const image of receipt.images) {
    const file = await fetch(image.url);
    assert.equal(file.status, 200);
    assert.equal((await file.arrayBuffer()).byteLength, image.size_bytes);
  }
}
