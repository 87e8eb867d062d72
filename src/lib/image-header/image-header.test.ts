import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { createHeaderReader, readHeader } from './header-reader.ts';
import { inspectImage } from './inspect-image.ts';
import { looksComplete } from './looks-complete.ts';
import type { HeaderVerdict } from './verdict.ts';

const runs = Number(process.env.PLANTAIN_FUZZ_RUNS ?? 20_000);

const picture = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({
    create: { width, height, channels, background: { r: 200, g: 80, b: 40, alpha: 0.5 }, noise: undefined },
  });

/** One small file per variant a client may send, with the header it must yield. */
async function seeds(): Promise<[string, Buffer, Partial<Extract<HeaderVerdict, { ok: true }>['header']>][]> {
  const frames = await Promise.all(
    [1, 2, 3].map((shade) =>
      picture(20, 30)
        .tint({ r: shade * 80, g: 0, b: 0 })
        .png()
        .toBuffer(),
    ),
  );
  const oriented = picture(37, 21).withMetadata({ orientation: 6 });
  return [
    ['png', await picture(37, 21).png().toBuffer(), { format: 'png', width: 37, height: 21 }],
    [
      'png alpha interlaced',
      await picture(64, 8, 4).png({ progressive: true }).toBuffer(),
      { format: 'png', width: 64 },
    ],
    ['png palette', await picture(9, 9, 4).png({ palette: true }).toBuffer(), { format: 'png', height: 9 }],
    ['png 16 bit', await picture(9, 9).toColourspace('rgb16').png().toBuffer(), { format: 'png', height: 9 }],
    ['png oriented', await oriented.clone().png().toBuffer(), { format: 'png', orientation: 6 }],
    ['jpeg', await picture(37, 21).jpeg().toBuffer(), { format: 'jpeg', width: 37, height: 21 }],
    [
      'jpeg progressive',
      await picture(640, 480).jpeg({ progressive: true }).toBuffer(),
      { format: 'jpeg', width: 640 },
    ],
    [
      'jpeg cmyk',
      await picture(16, 16).toColourspace('cmyk').jpeg().toBuffer(),
      { format: 'jpeg', width: 16 },
    ],
    [
      'jpeg oriented',
      await oriented.clone().jpeg().toBuffer(),
      { format: 'jpeg', orientation: 6, width: 37 },
    ],
    ['webp lossy', await picture(37, 21).webp().toBuffer(), { format: 'webp', width: 37, height: 21 }],
    [
      'webp lossless',
      await picture(37, 21).webp({ lossless: true }).toBuffer(),
      { format: 'webp', width: 37, height: 21 },
    ],
    ['webp alpha', await picture(37, 21, 4).webp().toBuffer(), { format: 'webp', width: 37, height: 21 }],
    [
      'webp animated',
      await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
      { format: 'webp', width: 20, height: 30, animated: true },
    ],
  ];
}

async function folder(context: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'plantain-header-'));
  context.after(() => rm(made, { recursive: true }));
  return made;
}

test('format, size, orientation and animation are read from files of a real encoder', async () => {
  for (const [name, bytes, expected] of await seeds()) {
    const verdict = readHeader(bytes);
    assert.ok(verdict.ok, `${name}: ${JSON.stringify(verdict)}`);
    for (const [key, value] of Object.entries(expected)) {
      assert.equal(verdict.header[key as keyof typeof verdict.header], value, `${name} ${key}`);
    }
    assert.equal(verdict.header.animated, name === 'webp animated', name);
  }
});

test('a JPEG may have any number of segments of XMP in front of its pixels, and its orientation behind them', async () => {
  const oriented = await picture(37, 21).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const name = Buffer.from('http://ns.adobe.com/xmp/extension/\0');
  const xmp = Buffer.concat([
    Buffer.from([0xff, 0xe1, 0xfd, 0xe8]),
    name,
    Buffer.alloc(0xfde8 - 2 - name.length, 65),
  ]);
  const file = Buffer.concat([oriented.subarray(0, 2), ...Array(40).fill(xmp), oriented.subarray(2)]);
  const verdict = readHeader(file);
  assert.ok(verdict.ok, JSON.stringify(verdict));
  assert.deepEqual([verdict.header.width, verdict.header.height, verdict.header.orientation], [37, 21, 6]);
});

test('the verdict is the same however the bytes are cut into pieces', async () => {
  for (const [name, bytes] of await seeds()) {
    const whole = readHeader(bytes);
    for (const size of [1, 2, 3, 7, 64]) {
      const reader = createHeaderReader();
      let verdict: HeaderVerdict | undefined;
      for (let at = 0; at < bytes.length && !verdict; at += size) {
        verdict = reader.feed(bytes, at, Math.min(at + size, bytes.length));
      }
      assert.deepEqual(verdict ?? reader.end(), whole, `${name} in pieces of ${size}`);
    }
  }
});

test('a file cut at any byte never throws, and is complete only when whole', async (context) => {
  const file = path.join(await folder(context), 'cut');
  for (const [name, bytes] of await seeds()) {
    const step = bytes.length > 2_000 ? 37 : 1;
    for (let length = 0; length < bytes.length; length += step) {
      const cut = bytes.subarray(0, length);
      const verdict = readHeader(cut);
      if (!verdict.ok) continue;
      await writeFile(file, cut);
      assert.equal(await looksComplete(file), false, `${name} cut at ${length}`);
    }
    await writeFile(file, bytes);
    assert.deepEqual(await inspectImage(file), readHeader(bytes), name);
  }
});

test('bytes changed at random never throw, and a good verdict stays within the limits', async () => {
  const files = (await seeds()).map(([, bytes]) => bytes);
  const change = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...files), change, (bytes, changes) => {
      const mutated = Buffer.from(bytes.subarray(0, 1_024));
      for (const [at, value] of changes) mutated[at % mutated.length] = value;
      const verdict = readHeader(mutated);
      if (!verdict.ok) return;
      const { width, height } = verdict.header;
      assert.ok(width > 0 && height > 0 && width * height <= 50e6 && Math.max(width, height) <= 16_384);
    }),
    { numRuns: runs },
  );
});

test('other formats and documents are named, and junk is no image', () => {
  const cases: [string | Buffer, string, string][] = [
    ['GIF89a=1;alert(1)', 'unsupported', 'a GIF'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'unsupported', 'an HTML, XML or SVG document'],
    ['\ufeff \n<!doctype html>', 'unsupported', 'an HTML, XML or SVG document'],
    ['{"error":"no"}', 'unsupported', 'a JSON document'],
    ['\0\0\0\x20ftypavif\0\0\0\0', 'unsupported', 'an AVIF'],
    ['\0\0\0\x18ftypheic\0\0\0\0', 'unsupported', 'a HEIC'],
    ['\0\0\0\x18ftypisom\0\0\0\0', 'unsupported', 'a video'],
    ['II*\0\x08\0\0\0\0\0\0\0', 'unsupported', 'a TIFF'],
    ['BM\0\0\0\0\0\0\0\0\0\0', 'unsupported', 'a BMP'],
    ['%PDF-1.7\n%abc', 'unsupported', 'a PDF'],
    ['RIFF\x24\0\0\0WAVEfmt ', 'not_an_image', 'no image'],
    ['hello world, this is text', 'not_an_image', 'no image'],
    ['', 'not_an_image', 'empty'],
    [Buffer.from('ffd8', 'hex'), 'corrupt', 'cut off inside its header'],
    [Buffer.from('ffd8ffd9', 'hex'), 'corrupt', 'a JPEG without frame header'],
  ];
  for (const [content, problem, detail] of cases) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    assert.deepEqual(readHeader(bytes), { ok: false, problem, detail }, bytes.toString('latin1'));
  }
});

test('bombs are refused by their size before anyone decodes them', () => {
  const webp16383 = Buffer.from('524946461a000000574542505650384c0d0000002fffffff1f0000000000000000', 'hex');
  assert.equal((readHeader(webp16383) as { problem: string }).problem, 'too_large');
  for (const [width, height, ok] of [
    [12_288, 1_536, true],
    [6_336, 2_688, true],
    [16_384, 3_051, true],
    [16_384, 3_052, false],
    [16_385, 1, false],
    [64_000, 64_000, false],
    [0x7fffffff, 0x7fffffff, false],
    [0, 5, false],
  ] as const) {
    assert.equal(readHeader(pngOf(width, height)).ok, ok, `${width}×${height}`);
  }
});

test('long metadata is passed over by its length, endless metadata is refused after 64 KiB looked at or 8 MiB passed over', () => {
  const start = pngOf(8, 8);
  const split = start.indexOf('IDAT') - 4;
  const text = chunk('zTXt', Buffer.concat([Buffer.from('k\0\0'), deflateSync(Buffer.alloc(4e6))]));
  const withText = Buffer.concat([
    start.subarray(0, split),
    chunk('iCCP', Buffer.alloc(5e6, 1)),
    text,
    start.subarray(split),
  ]);
  assert.ok(readHeader(withText).ok);
  const tooMuch = Buffer.concat([
    start.subarray(0, split),
    chunk('iCCP', Buffer.alloc(9e6, 1)),
    start.subarray(split),
  ]);
  assert.equal((readHeader(tooMuch) as { problem: string }).problem, 'corrupt');

  const endless = [
    Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(4e6, 0xff)]),
    Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(4e6, Buffer.from('ffe00002', 'hex'))]),
    Buffer.concat([
      start.subarray(0, split),
      ...Array.from({ length: 20_000 }, () => chunk('tEXt', Buffer.alloc(0))),
    ]),
  ];
  for (const bytes of endless) {
    const reader = createHeaderReader();
    let verdict: HeaderVerdict | undefined;
    let at = 0;
    for (; verdict === undefined && at < bytes.length; at += 512) {
      verdict = reader.feed(bytes, at, Math.min(at + 512, bytes.length));
    }
    assert.equal(verdict?.ok, false);
    assert.ok(at < 100_000, `judged after ${at} bytes`);
  }
});

test('a thumbnail inside the EXIF block does not make a cut JPEG whole, and bytes after the picture are no cut', async (context) => {
  const file = path.join(await folder(context), 'phone.jpg');
  const jpeg = await picture(400, 300).jpeg().toBuffer();
  const thumbnail = await picture(40, 30).jpeg().toBuffer();
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.from('Exif\0\0'), thumbnail]);
  app1.writeUInt16BE(app1.length - 2, 2);
  const withThumbnail = Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
  await writeFile(file, withThumbnail.subarray(0, -2));
  assert.equal(await looksComplete(file), false);
  await writeFile(file, Buffer.concat([withThumbnail, Buffer.alloc(600_000, 7)]));
  assert.equal(await looksComplete(file), true);

  const png = await picture(40, 30).png().toBuffer();
  await writeFile(file, Buffer.concat([png, Buffer.alloc(262_144 - png.length - 5), Buffer.from('PK')]));
  assert.equal(await looksComplete(file), true);
  await writeFile(file, Buffer.concat([png.subarray(0, -12), Buffer.alloc(600_000), png.subarray(-12)]));
  assert.equal(await looksComplete(file), true);
});

test('JPEG variants that few decoders read are refused by name', async () => {
  const jpeg = await picture(16, 16).jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(jpeg);
    copy[at] = value;
    return readHeader(copy) as { problem: string; detail: string };
  };
  assert.equal(changed(frame + 1, 0xc9).detail, 'a lossless, hierarchical or arithmetic JPEG');
  assert.equal(changed(frame + 4, 12).detail, 'a JPEG of 12 bits a sample');
  assert.equal(changed(frame + 9, 2).problem, 'corrupt');
});

test('an animated PNG is told from a still one', () => {
  const still = pngOf(8, 8);
  const split = still.indexOf('IDAT') - 4;
  const control = (frames: number) => {
    const data = Buffer.alloc(8);
    data.writeUInt32BE(frames, 0);
    return Buffer.concat([still.subarray(0, split), chunk('acTL', data), still.subarray(split)]);
  };
  const animated = (bytes: Buffer) =>
    (readHeader(bytes) as Extract<HeaderVerdict, { ok: true }>).header.animated;
  assert.deepEqual([animated(still), animated(control(1)), animated(control(500))], [false, false, true]);
});

function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(25))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  if (data.length < 100) framed.writeUInt32BE(crc(body), body.length + 4);
  return framed;
}

/** Table-driven, unlike the one under test. */
function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ crcTable[(value ^ byte) & 0xff]!;
  return (value ^ 0xffffffff) >>> 0;
}

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
