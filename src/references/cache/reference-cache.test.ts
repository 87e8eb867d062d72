import assert from 'node:assert/strict';
import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { setUpCache } from './reference-cache.test.kit.ts';

const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#678' } })
  .png()
  .toBuffer();
/** Equal pictures but for what follows their end. */
const picture = (name: string, sizeBytes = png.length + 40) =>
  Buffer.concat([png, Buffer.alloc(sizeBytes - png.length, name)]);

test('what 1,000 generations ask for at once, 14 URLs each, is fetched 14 times', async (context) => {
  const { open, obtain, asked, kept } = await setUpCache(context, (request, response) =>
    response.end(picture(request.url as string)),
  );
  const cache = await open();
  const urls = Array.from({ length: 14 }, (_, index) => `/${index}?key=${index}`);
  const all = await Promise.all(
    Array.from({ length: 1_000 }, () => Promise.all(urls.map((url) => obtain(cache, url)))),
  );
  assert.deepEqual(asked.toSorted(), urls.toSorted());
  const count = (from: string) => all.flat().filter((obtained) => obtained.from === from).length;
  assert.deepEqual([count('network'), count('shared') + count('cache')], [14, 13_986]);
  for (const [index, url] of urls.entries()) {
    for (const generation of [0, 500, 999]) {
      assert.deepEqual(await readFile(all[generation]?.[index]?.image.path as string), picture(url));
    }
  }
  assert.equal((await kept()).length, 14);
});

test('a picture is used again until its time is over, on its own file, and then fetched anew', async (context) => {
  let version = 'first';
  const { open, obtain, asked, clock } = await setUpCache(context, (request, response) => {
    if (request.url === '/short') response.setHeader('cache-control', 'max-age=60');
    response.end(picture(version));
  });
  const cache = await open();
  const bytesOf = async (target: string) => {
    const { from, image } = await obtain(cache, target);
    const bytes = await readFile(image.path);
    // Whoever has it may do with it what he likes.
    await rm(image.path);
    assert.equal(image.width, 30);
    return [from, bytes.subarray(png.length, png.length + 5).toString()];
  };
  for (const target of ['/long', '/short']) assert.deepEqual(await bytesOf(target), ['network', 'first']);
  version = 'later';
  clock.nowMs += 59_999;
  for (const target of ['/long', '/short']) assert.deepEqual(await bytesOf(target), ['cache', 'first']);
  clock.nowMs += 1;
  assert.deepEqual(await bytesOf('/short'), ['network', 'later']);
  clock.nowMs += 239_999;
  assert.deepEqual(await bytesOf('/long'), ['cache', 'first']);
  clock.nowMs += 1;
  assert.deepEqual(await bytesOf('/long'), ['network', 'later']);
  // The clock was set back: nobody knows how old it is.
  clock.nowMs -= 1_000;
  assert.deepEqual(await bytesOf('/long'), ['network', 'later']);
  assert.equal(asked.length, 5);
});

test('what must not be stored is fetched for everyone anew, and only for those who wait at one time once', async (context) => {
  const { open, obtain, asked, kept, spooled } = await setUpCache(context, (request, response) => {
    if (request.url === '/away') return void response.writeHead(302, { location: '/picture' }).end();
    if (request.url === '/secret') response.setHeader('cache-control', 'no-store');
    response.end(picture('x'));
  });
  const cache = await open();
  for (const target of ['/secret', '/away']) {
    const together = await Promise.all([obtain(cache, target), obtain(cache, target)]);
    assert.deepEqual(together.map(({ from }) => from).toSorted(), ['network', 'shared']);
    assert.equal((await obtain(cache, target)).from, 'network');
  }
  assert.deepEqual(asked, ['/secret', '/secret', '/away', '/picture', '/away', '/picture']);
  assert.deepEqual(await kept(), []);
  assert.ok((await spooled()).every((name) => name.startsWith('file-')));
});

test('no account and no mode is given what another one fetched, nor waits for its fetch', async (context) => {
  const { open, obtain, asked } = await setUpCache(context, (_, response) => response.end(picture('x')));
  const cache = await open();
  const owners = [
    { keyId: 'a1', accountId: 'a', mode: 'live' },
    { keyId: 'a2', accountId: 'a', mode: 'live' },
    { keyId: 'a3', accountId: 'a', mode: 'test' },
    { keyId: 'b1', accountId: 'b', mode: 'live' },
  ] as const;
  const origins = () =>
    Promise.all(
      owners.map(async (owner) => `${owner.keyId} ${(await obtain(cache, '/p?sig=1', { owner })).from}`),
    );
  assert.deepEqual(await origins(), ['a1 network', 'a2 shared', 'a3 network', 'b1 network']);
  assert.equal(asked.length, 3);
  assert.deepEqual(await origins(), ['a1 cache', 'a2 cache', 'a3 cache', 'b1 cache']);
});

test('failures are not kept', async (context) => {
  const answers: [number, Buffer][] = [
    [503, png],
    [200, png.subarray(0, -1)],
    [200, Buffer.from('<svg/>')],
    [200, png],
  ];
  const { open, obtain, spooled } = await setUpCache(context, (_, response) => {
    const [status, body] = answers.shift() as [number, Buffer];
    response.writeHead(status).end(body);
  });
  const cache = await open();
  await assert.rejects(obtain(cache, '/p'), { code: 'reference_unreachable' });
  await assert.rejects(obtain(cache, '/p'), { code: 'reference_rejected' });
  await assert.rejects(obtain(cache, '/p'), { code: 'reference_rejected' });
  assert.deepEqual(await spooled(), []);
  assert.equal((await obtain(cache, '/p')).from, 'network');
});

test('bytes and entries are bounded, the least recently used one goes, and equal bytes are kept once', async (context) => {
  const { open, obtain, kept } = await setUpCache(
    context,
    ({ url = '' }, response) => response.end(picture(url.replace(/\?.*/, ''), 1_000)),
    { mostBytes: 3_500, mostEntries: 6 },
  );
  const cache = await open();
  for (const target of ['/a', '/b', '/c', '/a']) await obtain(cache, target);
  await obtain(cache, '/d');
  assert.equal((await obtain(cache, '/a')).from, 'cache');
  assert.equal((await obtain(cache, '/b')).from, 'network');
  assert.deepEqual([cache.sizeBytes, (await kept()).length], [3_000, 3]);
  for (let number = 0; number < 9; number += 1) await obtain(cache, `/b?${number}`);
  assert.deepEqual([cache.sizeBytes, (await kept()).length], [1_000, 1]);
  assert.equal((await obtain(cache, '/b?8')).from, 'cache');
  assert.equal((await obtain(cache, '/b?2')).from, 'network');
});

test('a restart finds what was kept, without its URLs, and proves each file before its first use', async (context) => {
  const { open, obtain, folder, kept, clock } = await setUpCache(context, (request, response) =>
    response.end(picture(request.url as string)),
  );
  const first = await open();
  for (const target of ['/a?sig=canary', '/b?sig=canary', '/c?sig=canary']) await obtain(first, target);
  const index = path.join(folder, 'index.jsonl');
  assert.ok(!(await readFile(index, 'utf8')).match(/canary|127\.0\.0\.1|account/));
  await appendFile(index, '{"key":"cut off');
  const { image } = await obtain(first, '/b?sig=canary');
  const changed = path.join(folder, (await kept()).find(() => true) as string);
  assert.equal((await stat(index)).mode & 0o777, 0o600);

  const damaged = await readFile(changed);
  damaged.fill(0, 40);
  await writeFile(changed, damaged);
  const second = await open();
  const origins = async () =>
    (await Promise.all(['/a', '/b', '/c'].map((name) => obtain(second, `${name}?sig=canary`)))).map(
      ({ from }) => from,
    );
  assert.deepEqual((await origins()).toSorted(), ['cache', 'cache', 'network']);
  assert.deepEqual(await origins(), ['cache', 'cache', 'cache']);
  assert.ok(image.sizeBytes > 0);

  clock.nowMs += 300_000;
  assert.equal((await open()).sizeBytes, 0);
  assert.deepEqual(await readFile(index, 'utf8'), '');
});

test('a sweep deletes what is over, and a file that was taken away is fetched again', async (context) => {
  const { open, obtain, folder, kept, clock } = await setUpCache(context, (request, response) =>
    response.end(picture(request.url as string)),
  );
  const cache = await open();
  await obtain(cache, '/a');
  const [file] = await kept();
  await rm(path.join(folder, file as string));
  assert.equal((await obtain(cache, '/a')).from, 'network');
  clock.nowMs += 200_000;
  await obtain(cache, '/b');
  clock.nowMs += 100_000;
  await cache.sweep();
  assert.equal((await kept()).length, 1);
  assert.equal(cache.sizeBytes, picture('/b').length);
});

test('who leaves does not end the fetch for the others; when the last one leaves it ends and leaves no file', async (context) => {
  let cut = 0;
  let answer: (() => void) | undefined;
  const { open, obtain, asked, spooled } = await setUpCache(context, (_, response) => {
    response.on('close', () => (cut += response.writableFinished ? 0 : 1));
    response.write(png.subarray(0, 50));
    answer = () => response.end(png.subarray(50));
  });
  const cache = await open();
  const began = async (count: number) => {
    while (asked.length < count || answer === undefined) await new Promise((next) => setImmediate(next));
  };
  const stops = [new AbortController(), new AbortController()];
  const [leaving, staying] = stops.map(({ signal }) => obtain(cache, '/p', { signal }));
  await began(1);
  stops[0]?.abort(new Error('left'));
  await assert.rejects(leaving as Promise<unknown>, /left/);
  answer?.();
  assert.equal((await staying)?.from, 'shared');
  assert.deepEqual([asked.length, cut], [1, 0]);

  answer = undefined;
  const before = await spooled();
  const both = [new AbortController(), new AbortController()];
  const fetches = both.map(({ signal }) => obtain(cache, '/q', { signal }));
  await began(2);
  for (const stop of both) stop.abort(new Error('all left'));
  for (const fetch of fetches) await assert.rejects(fetch, /all left/);
  assert.deepEqual(await spooled(), before);
  while (cut === 0) await new Promise((next) => setImmediate(next));
});

test('everyone counts all bytes of a shared fetch, and who may take no more leaves alone', async (context) => {
  let go: (() => void) | undefined;
  const body = picture('x', 4_000);
  const { open, obtain } = await setUpCache(context, (_, response) => {
    response.write(body.subarray(0, 3_000));
    go = () => response.end(body.subarray(3_000));
  });
  const cache = await open();
  const counts = [0, 0];
  const counted = counts.map((_, index) =>
    obtain(cache, '/p', {
      take(sizeBytes) {
        counts[index] = (counts[index] as number) + sizeBytes;
        if (index === 1 && (counts[index] as number) > 3_500) throw new Error('no more');
      },
    }),
  );
  while (counts[0] !== 3_000) await new Promise((next) => setImmediate(next));
  let late = 0;
  const add = (sizeBytes: number) => {
    late += sizeBytes;
  };
  const joined = obtain(cache, '/p', { take: add });
  while (late === 0) await new Promise((next) => setImmediate(next));
  go?.();
  await assert.rejects(counted[1] as Promise<unknown>, /no more/);
  assert.equal((await counted[0])?.from, 'network');
  assert.equal((await joined).from, 'shared');
  assert.deepEqual([counts[0], late], [4_000, 4_000]);
});
