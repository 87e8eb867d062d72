import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { chanceOf } from '../../src/lib/egress/chance.test.kit.ts';
import { type GatewayProcess, startProcess } from '../gateway/process.test.kit.ts';
import { isFull } from '../money/figure.test.kit.ts';
import { type HostileGif, hostileGifs } from './hostile-gifs.ts';
import { type Expected, type HostileImage, hostileImages } from './hostile-images.ts';
import { allLies, type ImageHost, isRefusedLie, type Lie, startImageHost } from './image-host.ts';
import { proofShare } from './proof-share.ts';
import { watchMemory } from './watch-process.ts';

const adminToken = 'an-admin-token-for-hostile-images';
const formats = [undefined, undefined, 'png', 'jpeg', 'webp'] as const;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly costMicros: number;
}

describe('hostile images', () => {
  let host: ImageHost;
  let gateway: GatewayProcess;
  let folder: string;
  let key: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plantain-hostile-'));
    host = await startImageHost();
    const config = path.join(folder, 'channels.yaml');
    const channel = {
      id: 'upstream',
      provider: 'gemini-api',
      base_url: host.url,
      credential: 'x',
      tier: 'official',
    };
    await writeFile(config, JSON.stringify({ channels: [channel] }));
    gateway = await startProcess({
      PLANTAIN_DATA_DIR: path.join(folder, 'data'),
      PLANTAIN_CONFIG: config,
      PLANTAIN_ADMIN_TOKEN: adminToken,
      PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
      PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
      PLANTAIN_LOG_LEVEL: 'error',
    });
    ({ key } = (await admin('/keys', { mode: 'live' })) as { key: string });
  });
  after(async () => {
    await gateway.end();
    host.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function admin(at: string, body?: object): Promise<unknown> {
    const response = await fetch(`${gateway.url}/admin/v1${at}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    });
    assert.ok(response.ok, `${at}: ${response.status}`);
    return response.json();
  }

  async function generate(body: object): Promise<Answer> {
    const response = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', size: '1K', ...body }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const costMicros = Math.round(Number(response.headers.get('x-plantain-cost-usd') ?? 0) * 1e6);
    return { status: response.status, text, costMicros };
  }

  it('are refused with the right error or delivered, hold up nothing and cost nothing undelivered', async (context) => {
    const { count, first, seed, said } = proofShare(150, 40_000);
    const chance = chanceOf(seed);
    const { fixed, mutated } = await hostileImages();
    const good = fixed.find(({ name }) => name === 'png of colours') as HostileImage;
    const goodNumber = host.offer(good);
    const paid = { micros: 0, images: 0 };
    const counted = { taken: 0, refused: 0 };
    const wrong: string[] = [];

    function judge(what: string, expected: Expected, answer: Answer, refusal: RegExp): void {
      const { status, text, costMicros } = answer;
      paid.micros += costMicros;
      const isTaken = status === 200 && /"url":/.test(text) && costMicros > 0;
      const isRefused = refusal.test(`${status} ${text}`) && costMicros === 0;
      if (isTaken) counted.taken += 1;
      if (isRefused) counted.refused += 1;
      const isRight =
        expected === 'either' ? isTaken || isRefused : expected === 'taken' ? isTaken : isRefused;
      if (!isRight) wrong.push(`${what} should be ${expected}: ${status} ${text.slice(0, 200)}`);
    }

    async function sendReference(image: HostileImage, lie: Lie): Promise<void> {
      const number = host.offer(image, lie);
      const expected = isRefusedLie(lie) ? 'refused' : image.asReference;
      const prompt = `result ${goodNumber}`;
      const answer = await generate({ prompt, image_input: [`${host.url}/references/${number}`] });
      host.take(number);
      judge(`reference ${image.name} (${lie})`, expected, answer, /^400 .*"Reference image 1 /);
    }

    async function sendResult(image: HostileImage, format: string | undefined): Promise<void> {
      const number = host.offer(image);
      const wish = format === undefined ? {} : { output_format: format };
      const answer = await generate({ prompt: `result ${number}`, ...wish });
      host.take(number);
      // A JPEG asked for as JPEG is not written anew.
      const isSame = format === undefined || image.name.includes(format);
      const expected = isSame ? image.asResult : image.asResult === 'refused' ? 'refused' : image.converted;
      judge(`result ${image.name} as ${format ?? 'it is'}`, expected, answer, /^502 .*"bad_response_body"/);
      // A channel that only fails would be rested.
      judge('the good result', 'taken', await generate({ prompt: `result ${goodNumber}` }), /^$/);
    }

    const memory = watchMemory(gateway.child.pid as number, (command) => command.includes('convert/child'));
    await metrics();
    const heavy = (image: HostileImage) => image.bytes.length > 20_000;
    const order = isFull ? fixed : fixed.filter((image) => !heavy(image));
    let sent = 0;
    const sendSome = async () => {
      while (sent < count) {
        const turn = first + sent;
        sent += 1;
        // In a full run everything that is made the same way each time, both ways, and then changed ones.
        const isFixed = isFull ? turn < 2 * order.length : chance.next() < 0.8;
        const image = !isFixed
          ? mutated(chance)
          : isFull
            ? (order[turn >> 1] as HostileImage)
            : chance.pick(turn % 3 === 0 ? order.filter(({ name }) => !name.includes(', cut')) : order);
        if (turn % 2 === 0) {
          const lie = chance.pick(allLies);
          // 30 MiB each, in a full run only.
          await sendReference(image, lie === 'endless' && !(isFull && chance.next() < 0.05) ? 'none' : lie);
        } else await sendResult(image, chance.pick(formats));
      }
    };
    await Promise.all(Array.from({ length: 8 }, sendSome));

    const [loopMs, bytes] = [await metrics(), memory.stop()];
    const { balances } = (await admin(`/accounts/${await accountId()}`)) as {
      balances: { live: { held_micros: number; spent_micros: number } };
    };
    context.diagnostic(
      `${count} images, ${said}: ${counted.taken} taken, ${counted.refused} refused; ` +
        `${Math.round(bytes / 1e6)} MB with the converter, event loop p99 ${loopMs} ms`,
    );
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${count}, ${said}`);
    assert.deepEqual(
      [balances.live.held_micros, balances.live.spent_micros],
      [0, paid.micros],
      'what was paid is what was delivered, and nothing is held',
    );
    assert.ok(counted.taken > count / 4 && counted.refused > count / 4, JSON.stringify(counted));
    assert.equal(gateway.child.exitCode, null);
    assert.ok(bytes <= 1e9, `${bytes} bytes`);
    if (isFull) assert.ok(loopMs <= 50, `${loopMs} ms`);
  });

  it('as GIFs that are uploaded are refused or kept as a PNG, and hold up nothing', async (context) => {
    const { count, first, seed, said } = proofShare(60, 5_000);
    const chance = chanceOf(seed);
    const { fixed, mutated } = await hostileGifs();
    const memory = watchMemory(gateway.child.pid as number, (command) => command.includes('convert/child'));
    await metrics();
    const counted = { taken: 0, refused: 0 };
    const wrong: string[] = [];

    async function upload({ name, bytes, asUpload }: HostileGif): Promise<void> {
      // The quota of a day is not what is asked for here.
      const { key: own } = (await admin('/keys', { mode: 'live' })) as { key: string };
      const response = await fetch(`${gateway.url}/v1/files/uploads`, {
        method: 'POST',
        headers: { authorization: `Bearer ${own}`, 'content-type': 'image/gif' },
        body: new Uint8Array(bytes),
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      const isRefused = response.status === 400 && /"The uploaded file (is|has) /.test(text);
      const isTaken = response.status === 200 && (await isPng(JSON.parse(text) as { url: string }));
      if (isTaken) counted.taken += 1;
      if (isRefused) counted.refused += 1;
      const isRight =
        asUpload === 'either' ? isTaken || isRefused : asUpload === 'taken' ? isTaken : isRefused;
      if (!isRight) wrong.push(`${name} should be ${asUpload}: ${response.status} ${text.slice(0, 200)}`);
    }

    let sent = 0;
    const sendSome = async () => {
      while (sent < count) {
        const turn = first + sent;
        sent += 1;
        const isFixed = isFull ? turn < fixed.length : chance.next() < 0.7;
        const some = () => chance.pick(fixed.filter(({ name }) => turn % 2 === 0 || !name.includes(', cut')));
        await upload(isFixed ? (isFull ? (fixed[turn] as HostileGif) : some()) : mutated(chance));
      }
    };
    await Promise.all(Array.from({ length: 8 }, sendSome));
    const [loopMs, bytes] = [await metrics(), memory.stop()];
    context.diagnostic(
      `${count} GIFs, ${said}: ${counted.taken} taken, ${counted.refused} refused; ` +
        `${Math.round(bytes / 1e6)} MB with the converter, event loop p99 ${loopMs} ms`,
    );
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${count}, ${said}`);
    assert.ok(counted.taken > 0 && counted.refused > count / 8, JSON.stringify(counted));
    assert.equal(gateway.child.exitCode, null);
    assert.ok(bytes <= 1e9, `${bytes} bytes`);
    if (isFull) assert.ok(loopMs <= 50, `${loopMs} ms`);
  });

  async function isPng({ url }: { readonly url: string }): Promise<boolean> {
    const kept = await fetch(url);
    const { format } = await sharp(Buffer.from(await kept.arrayBuffer())).metadata();
    return format === 'png' && kept.headers.get('content-type') === 'image/png';
  }

  /** The event loop's delay since it was asked last, p99. */
  async function metrics(): Promise<number> {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1];
    assert.ok(seconds !== undefined);
    return Math.round(Number(seconds) * 1_000);
  }

  async function accountId(): Promise<string> {
    const { data } = (await admin('/accounts')) as { data: { id: string }[] };
    return data[0]?.id as string;
  }
});
