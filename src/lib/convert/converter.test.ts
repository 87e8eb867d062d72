import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type ConverterOptions, createConverter } from './converter.ts';

async function setUp(context: TestContext, options: ConverterOptions = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-convert-'));
  const converter = createConverter(options);
  context.after(async () => {
    await converter.close();
    await rm(folder, { recursive: true });
  });
  let count = 0;
  const convert = async (input: Buffer, format: 'png' | 'jpeg' | 'webp', quality?: number) => {
    const name = `${count++}`;
    const source = path.join(folder, `${name}.in`);
    const target = path.join(folder, `${name}.out`);
    await writeFile(source, input);
    const converted = await converter.convert({
      source,
      target,
      format,
      ...(quality !== undefined && { quality }),
    });
    return { converted, outputPath: target };
  };
  return { folder, converter, convert };
}

const picture = (width: number, height: number, alpha = 1) =>
  sharp({ create: { width, height, channels: 4, background: { r: 220, g: 40, b: 30, alpha } } });

const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });

test('every format is written as every other, with its true size', async (context) => {
  const { convert } = await setUp(context);
  for (const from of ['png', 'jpeg', 'webp'] as const) {
    const input = await noise(73, 41).toFormat(from).toBuffer();
    for (const to of ['png', 'jpeg', 'webp'] as const) {
      const { converted, outputPath } = await convert(input, to);
      const facts = await sharp(outputPath).metadata();
      assert.deepEqual([facts.format, facts.width, facts.height], [to, 73, 41], `${from} to ${to}`);
      assert.deepEqual([converted.width, converted.height], [73, 41]);
      assert.equal(converted.sizeBytes, (await stat(outputPath)).size);
    }
  }
});

test('a GIF is read where it was announced, and by nobody else', async (context) => {
  const { converter, folder } = await setUp(context);
  const source = path.join(folder, 'a.gif');
  const target = path.join(folder, 'b.png');
  const gif = await noise(9, 7).gif().toBuffer();
  await writeFile(source, gif);
  for (const round of [1, 2]) {
    await converter.convert({ source, target, format: 'png', isGif: true });
    assert.deepEqual(
      await sharp(target).ensureAlpha().raw().toBuffer(),
      await sharp(gif).ensureAlpha().raw().toBuffer(),
      `${round}`,
    );
    await assert.rejects(converter.convert({ source, target, format: 'png' }), { code: 'unreadable' });
  }
});

test('a PNG made from a JPEG keeps its pixels', async (context) => {
  const { convert } = await setUp(context);
  const jpeg = await noise(64, 64).jpeg({ quality: 90 }).toBuffer();
  const { outputPath } = await convert(jpeg, 'png');
  assert.deepEqual(await sharp(outputPath).raw().toBuffer(), await sharp(jpeg).raw().toBuffer());
});

test('transparency becomes white in a JPEG and stays in a WebP', async (context) => {
  const { convert } = await setUp(context);
  const clear = await picture(8, 8, 0).png().toBuffer();
  const jpeg = await sharp((await convert(clear, 'jpeg')).outputPath)
    .raw()
    .toBuffer();
  assert.ok(jpeg.every((value) => value >= 254));
  const webp = await sharp((await convert(clear, 'webp')).outputPath).metadata();
  assert.equal(webp.hasAlpha, true);
});

test('quality decides the size, 95 is the default, and high quality keeps full colour resolution', async (context) => {
  const { convert } = await setUp(context);
  const input = await noise(128, 128).png().toBuffer();
  const sizes: number[] = [];
  for (const quality of [0, 50, 95, 100])
    sizes.push((await convert(input, 'jpeg', quality)).converted.sizeBytes);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => a - b),
  );
  const { converted, outputPath } = await convert(input, 'jpeg');
  assert.equal(converted.sizeBytes, sizes[2]);
  assert.equal((await sharp(outputPath).metadata()).chromaSubsampling, '4:4:4');
  assert.equal(
    (await sharp((await convert(input, 'jpeg', 80)).outputPath).metadata()).chromaSubsampling,
    '4:2:0',
  );
});

test('EXIF orientation is applied, and no metadata is carried over', async (context) => {
  const { convert } = await setUp(context);
  const turned = await noise(40, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { converted, outputPath } = await convert(turned, 'png');
  assert.deepEqual([converted.width, converted.height], [20, 40]);
  const facts = await sharp(outputPath).metadata();
  assert.deepEqual([facts.orientation, facts.exif, facts.icc], [undefined, undefined, undefined]);
});

test('broken, cut, foreign and oversized inputs fail alone and leave no output file', async (context) => {
  const { convert, folder, converter } = await setUp(context);
  const png = await noise(60, 60).png().toBuffer();
  const jpeg = await noise(60, 60).jpeg().toBuffer();
  const bomb = await sharp({ create: { width: 16_000, height: 4_000, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  const inputs: [string, Buffer][] = [
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['gif', await noise(9, 9).gif().toBuffer()],
    ['tiff', await noise(9, 9).tiff().toBuffer()],
    ['cut png', png.subarray(0, png.length / 2)],
    ['cut jpeg', jpeg.subarray(0, jpeg.length / 2)],
    ['64 megapixels', bomb],
  ];
  for (const [name, input] of inputs) {
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      await assert.rejects(convert(input, format), { name: 'ConversionFailure', code: 'unreadable' }, name);
    }
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.out')),
    [],
  );
  const pid = converter.childPid;
  await convert(png, 'jpeg');
  assert.equal(converter.childPid, pid, 'the child that refused them still works');
});

test('a child that runs out of memory fails its own picture only', {
  skip: process.platform !== 'linux' && 'only Linux caps it',
}, async (context) => {
  const { convert } = await setUp(context, { memoryBytes: 150e6 });
  const large = await sharp({ create: { width: 4_000, height: 4_000, channels: 4, background: '#0001' } })
    .webp()
    .toBuffer();
  const small = await noise(30, 30).png().toBuffer();
  const outcomes = await Promise.allSettled([
    convert(small, 'jpeg'),
    convert(large, 'png'),
    convert(small, 'webp'),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : outcome.reason.code)),
    ['done', 'failed', 'done'],
  );
});

test('a child killed at work fails its picture, and the next picture gets a new child', async (context) => {
  const { convert, converter } = await setUp(context);
  const large = await noise(1_500, 1_500).png().toBuffer();
  const lost = convert(large, 'webp');
  while (converter.childPid === undefined) await sleep(5);
  const pid = converter.childPid;
  process.kill(pid, 'SIGKILL');
  await assert.rejects(lost, { name: 'ConversionFailure', code: 'failed' });
  await convert(await noise(9, 9).png().toBuffer(), 'jpeg');
  assert.notEqual(converter.childPid, pid);
});

test('a picture that takes too long is given up', async (context) => {
  const { convert } = await setUp(context, { jobTimeoutMs: 20 });
  await assert.rejects(convert(await noise(1_500, 1_500).png().toBuffer(), 'webp'), { code: 'timeout' });
});

test('the queue is bounded, and what waits is worked off in order', async (context) => {
  const { convert } = await setUp(context, { maxWaiting: 3 });
  const input = await noise(200, 200).png().toBuffer();
  const finished: number[] = [];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, index) => {
      await convert(input, 'jpeg');
      finished.push(index);
    }),
  );
  const busy = outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason.code === 'busy');
  assert.equal(busy.length, 4, 'one at work, three waiting');
  assert.equal(finished.length, 4);
});

test('an idle child ends, and the next picture starts another', async (context) => {
  const { convert, converter } = await setUp(context, { idleMs: 30 });
  const input = await noise(9, 9).png().toBuffer();
  await convert(input, 'jpeg');
  const deadline = performance.now() + 30_000;
  while (converter.childPid !== undefined && performance.now() < deadline) await sleep(10);
  assert.equal(converter.childPid, undefined);
  await convert(input, 'jpeg');
});

test('closing fails what waits and what runs', async (context) => {
  const { convert, converter } = await setUp(context);
  const input = await noise(1_000, 1_000).png().toBuffer();
  const outcomes = Promise.allSettled([convert(input, 'webp'), convert(input, 'webp')]);
  while (converter.childPid === undefined) await sleep(5);
  await converter.close();
  for (const outcome of await outcomes) {
    assert.equal(outcome.status === 'rejected' && outcome.reason.code, 'closed');
  }
  await assert.rejects(convert(input, 'png'), { code: 'closed' });
});

test('a target that cannot be written is no fault of the picture', async (context) => {
  const { converter, folder } = await setUp(context);
  const source = path.join(folder, 'a.png');
  await writeFile(source, await noise(9, 9).png().toBuffer());
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const target = path.join(folder, 'missing', 'b');
    await assert.rejects(converter.convert({ source, target, format }), { code: 'failed' }, format);
  }
});

test('an idle child does not keep the process alive and ends with it', async (context) => {
  const { folder } = await setUp(context);
  const source = path.join(folder, 'a.png');
  await writeFile(source, await noise(9, 9).png().toBuffer());
  const module = fileURLToPath(new URL(`./converter${path.extname(import.meta.url)}`, import.meta.url));
  const script = `
    const { createConverter } = await import(${JSON.stringify(module)});
    const converter = createConverter();
    await converter.convert({ source: ${JSON.stringify(source)}, target: ${JSON.stringify(`${source}.out`)}, format: 'jpeg' });
    console.log(converter.childPid);`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  host.stdout.on('data', (text) => (printed += text));
  const [code] = await once(host, 'exit');
  assert.equal(code, 0);
  const pid = Number(printed);
  const deadline = performance.now() + 30_000;
  const alive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (alive() && performance.now() < deadline) await sleep(20);
  assert.equal(alive(), false);
});
