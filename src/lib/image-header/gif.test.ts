import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { inspectGif } from './gif.ts';

const solid = (background: string) => sharp({ create: { width: 23, height: 7, channels: 4, background } });
const still = await solid('#a368').gif().toBuffer();

async function setUp(context: TestContext) {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-gif-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'a.gif');
  return async (bytes: Buffer) => {
    await writeFile(file, bytes);
    return inspectGif(file);
  };
}

const detailOf = (verdict: Awaited<ReturnType<typeof inspectGif>>) => (verdict.ok ? 'ok' : verdict.detail);

/** A GIF of those sides, whose pixels are `pieces` of coded data. */
function gifOf(width: number, height: number, pieces: Buffer, left = 0): Buffer {
  const screen = Buffer.from('474946383961000000008000002222220000ff', 'hex');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const image = Buffer.from('2c0000000000000000000002', 'hex').subarray(0, 11);
  image.writeUInt16LE(left, 1);
  image.writeUInt16LE(width, 5);
  image.writeUInt16LE(height, 7);
  return Buffer.concat([screen, image, pieces, Buffer.from('003b', 'hex')]);
}

test('a still GIF of a real encoder has its size, and more may follow its end', async (context) => {
  const inspect = await setUp(context);
  for (const bytes of [still, Buffer.concat([still, Buffer.from('<script>')])]) {
    assert.deepEqual(await inspect(bytes), { ok: true, width: 23, height: 7 });
  }
});

test('a GIF cut at any byte is refused', async (context) => {
  const inspect = await setUp(context);
  for (let length = 0; length < still.length; length += 1) {
    assert.equal((await inspect(still.subarray(0, length))).ok, false, `cut at ${length}`);
  }
});

test('two pictures are an animation, whatever stands between them', async (context) => {
  const inspect = await setUp(context);
  const frames = await Promise.all(['#a36', '#3a6'].map((colour) => solid(colour).png().toBuffer()));
  const animated = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  assert.equal(detailOf(await inspect(animated)), 'animated');
});

test('bombs, pictures beside their screen, and junk are named without reading pixels', async (context) => {
  const inspect = await setUp(context);
  const piece = Buffer.from('0144', 'hex');
  const cases: [string, Buffer, RegExp][] = [
    ['65535 a side', gifOf(65_535, 65_535, piece), /65535×65535 pixels large/],
    ['64 megapixels', gifOf(8_000, 8_000, piece), /over 16384 on a side or 50 megapixels/],
    ['no pixels', gifOf(0, 5, piece), /without pixels/],
    ['outside', gifOf(9, 9, piece, 1), /outside of its screen/],
    ['no picture', Buffer.from('474946383961050005000000003b', 'hex'), /a GIF without pixels/],
    ['another version', Buffer.from('GIF80a=1;alert(1)'), /no known version/],
    ['a script', Buffer.from('GIF89a=1;alert(1)//'), /large|damaged|cut off/],
  ];
  for (const [name, bytes, expected] of cases) assert.match(detailOf(await inspect(bytes)), expected, name);
  assert.equal(detailOf(await inspect(gifOf(7_000, 7_000, piece))), 'ok');
  // Ten million pieces of one byte each: as many steps as 20 MiB can ask for.
  const pieces = Buffer.alloc(20 * 1_048_576, Buffer.from('0100', 'hex'));
  assert.equal(detailOf(await inspect(gifOf(9, 9, pieces))), 'ok');
});

test('no bytes make it throw, and none make it say ok without an end', async (context) => {
  const inspect = await setUp(context);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(still.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(still.length),
      async (changes, length) => {
        const bytes = Buffer.from(still.subarray(0, length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const verdict = await inspect(bytes);
        if (verdict.ok) assert.ok(bytes.includes(0x3b) && verdict.width * verdict.height <= 50e6);
      },
    ),
    { numRuns: 500 },
  );
});
