import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../emulator/index.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { findBookErrors, readBalance, readGenerations } from '../money/books.test.kit.ts';
import { openSite, type Site } from '../money/site.test.kit.ts';
import { priceMicros } from '../money/surfaces.test.kit.ts';
import { type FaultProxy, openFaultProxy } from '../services/fault-proxy.ts';
import { testArchives } from '../services/test-archives.ts';
import { testEngines } from '../services/test-engines.ts';
import { type HeldUpstream, startHeldUpstream } from '../tasks/held-upstream.test.kit.ts';
import { createFlooder, type FloodAnswer, type Flooder } from './flood.test.kit.ts';

const skip = process.env.PLANTAIN_TEST_ALL === '1' ? false : 'starts processes; PLANTAIN_TEST_ALL=1';
const [sqlite] = testEngines();
assert.ok(sqlite);

const images = '/v1/images/generations';
const native = '/v1beta/models/nano-banana-2:generateContent';
const body = (more: object = {}) => ({ model: 'nano-banana-2', prompt: 'a plantain', ...more });

async function posted(flooder: Flooder, count: number, more: object = {}): Promise<FloodAnswer[]> {
  const answers: FloodAnswer[] = [];
  for (let index = 0; index < count; index += 1) answers.push(await flooder.post(images, body(more)));
  return answers;
}

const assertDone = (answers: readonly FloodAnswer[]): void =>
  assert.deepEqual(
    answers.map(({ status }) => status).filter((status) => status !== 200),
    [],
  );

describe('clients that read nothing', { skip }, () => {
  let site: Site;
  let gateway: GatewayProcess;
  before(async () => {
    site = await openSite(sqlite);
    gateway = await site.start({ PLANTAIN_MAX_RUNNING: '100' });
  });
  after(() => site.close());

  /** Asks for a picture of 8 MB and never reads a byte of the answer. */
  function askAndWait(key: string, target: string, json: object): Socket {
    const text = JSON.stringify(json);
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(
      `POST ${target} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
    return socket;
  }

  it('leave everyone else alone, and what they asked for is archived and settled', async () => {
    const givenMicros = 1_000_000_000;
    const { id: keyId, accountId, key } = await site.prepaidKey(givenMicros);
    const big = 'a plantain #emulate(bytes, min=8000000)';
    const sockets = [
      ...Array.from({ length: 10 }, () =>
        askAndWait(key, images, body({ prompt: big, response_format: 'b64_json' })),
      ),
      ...Array.from({ length: 10 }, () =>
        askAndWait(key, native, { contents: [{ role: 'user', parts: [{ text: big }] }] }),
      ),
    ];
    const flooder = createFlooder(gateway.url, (await site.prepaidKey(1_000_000_000)).key);
    try {
      assertDone(await posted(flooder, 20));
      assertDone(await posted(flooder, 3, { response_format: 'b64_json' }));
    } finally {
      for (const socket of sockets) socket.destroy();
      flooder.close();
    }
    assert.equal(await gateway.end('SIGTERM'), 0);
    const asked = await site.store.read(readGenerations, { keyId });
    assert.deepEqual(
      asked.map(({ state, charged_micros }) => [state, charged_micros]),
      sockets.map(() => ['succeeded', priceMicros]),
    );
    const left = await site.store.read(readBalance, { accountId });
    assert.equal(left, givenMicros - sockets.length * priceMicros);
    await auditSite(site);
  });
});

describe('an upstream that never answers', { skip }, () => {
  let stuck: HeldUpstream;
  let well: Awaited<ReturnType<typeof startEmulator>>;
  let site: Site;
  let gateway: GatewayProcess;
  before(async () => {
    stuck = await startHeldUpstream();
    well = await startEmulator({ port: 0 });
    const channel = { provider: 'gemini-api', credential: 'suite', priority: 1 };
    site = await openSite(sqlite, {
      channels: [
        { ...channel, id: 'stuck', base_url: stuck.url },
        { ...channel, id: 'well', base_url: well.url },
      ],
    });
    gateway = await site.start({ PLANTAIN_MAX_RUNNING: '400' });
  });
  after(async () => {
    await site.close();
    await stuck.close();
    await well.close();
  });

  it('holds only the requests that were sent to it', async () => {
    const settings = { pinChannels: true };
    const { key: stuckKey } = await site.prepaidKey(1_000_000_000, settings);
    const { key } = await site.prepaidKey(1_000_000_000, settings);
    const waiting = createFlooder(gateway.url, stuckKey, { 'x-plantain-channel': 'stuck' });
    const flooder = createFlooder(gateway.url, key, { 'x-plantain-channel': 'well' });
    const held = Array.from({ length: 300 }, () => waiting.post(images, body()));
    await stuck.until(300);
    assertDone(await posted(flooder, 20));
    assert.equal(stuck.held(), 300);
    stuck.release();
    assertDone(await Promise.all(held));
    waiting.close();
    flooder.close();
    await auditSite(site);
  });
});

describe('a disk that is full', { skip }, () => {
  let site: Site;
  let gateway: GatewayProcess;
  let archive: string;
  before(async () => {
    site = await openSite(sqlite);
    const mountAt = path.join(site.folder, 'volume');
    await mkdir(mountAt);
    const flags = process.getuid?.() === 0 ? '-m' : '-rm';
    const mount = 'mount -t tmpfs -o size=16m tmpfs "$0" && exec "$@"';
    gateway = await site.start({ PLANTAIN_ARTIFACTS: `file:${mountAt}` }, [
      'unshare',
      flags,
      'sh',
      '-c',
      mount,
      mountAt,
    ]);
    // The volume is mounted for the gateway alone; this is how others see it.
    archive = `/proc/${gateway.child.pid}/root${mountAt}`;
  });
  after(() => site.close());

  const untilAway = async (isAway: boolean): Promise<void> => {
    const shown = `plantain_archive_away ${isAway ? 1 : 0}\n`;
    const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();
    while (!(await metrics()).includes(shown)) await sleep(20);
  };

  it('costs one picture that finds no room; the rest is refused unpaid until there is room again', async () => {
    const flooder = createFlooder(gateway.url, (await site.prepaidKey(1_000_000_000)).key);
    assertDone(await posted(flooder, 1));
    const filler = path.join(archive, 'filler');
    await fill(filler);
    assert.equal((await fetch(`${gateway.url}/readyz`)).status, 503);
    const asked = site.upstream.requests.length;
    const [lost] = await posted(flooder, 1);
    assert.match(`${lost?.status} ${lost?.text}`, /^503 .*could not be stored/);
    await untilAway(true);
    for (const { status, headers, text } of await posted(flooder, 5)) {
      assert.equal(status, 503, text);
      assert.match(text, /Nothing was generated or charged/);
      assert.match(headers['retry-after'] ?? '', /^[1-9]/);
    }
    assert.equal(site.upstream.requests.length - asked, 1);
    assert.equal((await fetch(`${gateway.url}/v1/models`)).status, 401);
    await rm(filler);
    assert.equal((await fetch(`${gateway.url}/readyz`)).status, 200);
    await untilAway(false);
    assertDone(await posted(flooder, 3));
    flooder.close();
    assert.deepEqual(await site.store.read(findBookErrors, undefined), []);
  });
});

/** Writes until nothing more fits. */
const fill = (file: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = createWriteStream(file);
    stream.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOSPC' ? resolve() : reject(error),
    );
    const more = (): void => {
      stream.write(Buffer.alloc(65_536), (error) => error ?? more());
    };
    more();
  });

describe('an S3 server that stalls', { skip }, () => {
  let site: Site;
  let proxy: FaultProxy;
  let gateway: GatewayProcess;
  before(async () => {
    const s3 = await testArchives()
      .find(({ name }) => name === 'S3')
      ?.create();
    assert.ok(s3?.endpoint);
    const { hostname, port, protocol } = new URL(s3.endpoint);
    proxy = await openFaultProxy(hostname, Number(port));
    site = await openSite(sqlite);
    gateway = await site.start({
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))),
      PLANTAIN_ARTIFACTS: s3.location,
      PLANTAIN_S3_ENDPOINT: `${protocol}//${hostname}:${proxy.port}`,
      PLANTAIN_MAX_RUNNING: '40',
      PLANTAIN_MAX_WAITING: '0',
    } as Record<string, string>);
  });
  after(async () => {
    await site.close();
    await proxy.close();
  });

  it('holds a bounded number of generations, refuses the rest, and all that were held end well', async () => {
    const { key } = await site.prepaidKey(1_000_000_000);
    const flooder = createFlooder(gateway.url, key);
    assertDone(await posted(flooder, 1));
    proxy.stall();
    const all = Array.from({ length: 200 }, () => flooder.post(images, body()));
    while ((flooder.statuses.get(503) ?? 0) < 165) await sleep(20);
    const state = await fetch(`${gateway.url}/v1/generations`, {
      headers: { authorization: `Bearer ${key}` },
    });
    assert.equal(state.status, 200, 'what needs no archive is answered');
    assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200);
    proxy.heal();
    const answers = await Promise.all(all);
    assert.equal(answers.filter(({ status }) => status === 200).length, 35);
    for (const { status, headers } of answers) {
      if (status !== 200) assert.match(`${status} ${headers['retry-after']}`, /^503 [1-9]/);
    }
    assertDone(await posted(flooder, 2));
    flooder.close();
    assert.deepEqual(await site.store.read(findBookErrors, undefined), []);
  });
});
