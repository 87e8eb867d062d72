import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { PictureOrder } from '../pictures/picture-order.ts';
import { createReferenceReader } from '../pictures/reference-image.ts';
import { composeSvg } from './compose-svg.ts';
import { drawPicture } from './draw-picture.ts';

const order = (change: Partial<PictureOrder> = {}): PictureOrder => ({
  prompt: 'a fox',
  width: 600,
  height: 400,
  format: 'png',
  caption: 'caption',
  references: [],
  seed: '',
  ...change,
});

test('pictures of any proportion and size come out with exactly the pixels asked for', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 500],
    [3000, 7],
    [192, 1536],
    [1536, 192],
    [2049, 1537],
  ] as const) {
    const metadata = await sharp(await drawPicture(order({ width, height }))).metadata();
    assert.deepEqual([metadata.width, metadata.height, metadata.channels], [width, height, 3]);
  }
});

test('a reference is seen in the picture in its own colours', async () => {
  const file = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#ff00ff' } })
    .png()
    .toBuffer();
  const image = await createReferenceReader(1)(file);
  assert.deepEqual([image?.width, image?.height], [80, 60]);
  const drawn = await drawPicture(order({ references: [{ label: 'image/png', image: image! }] }));
  const { data, info } = await sharp(drawn).raw().toBuffer({ resolveWithObject: true });
  let magenta = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    if (data[at]! > 225 && data[at + 1]! < 30 && data[at + 2]! > 225) magenta += 1;
  }
  assert.ok(magenta > 600 * 400 * 0.05, `${magenta} pixels of the reference`);
});

test('a prompt cannot put markup into the drawing', async () => {
  const svg = await composeSvg(order({ prompt: '<script>"&amp;</svg>', caption: '<b>' }), 600, 400);
  assert.doesNotMatch(svg, /<script|<b>|&amp;/);
  assert.equal(svg.match(/<\/svg>/g)?.length, 1);
});

test('a megabyte of prompt is drawn like a short one', async () => {
  const startMs = performance.now();
  await drawPicture(order({ prompt: 'word '.repeat(200_000) }));
  assert.ok(performance.now() - startMs < 30_000);
});

test('a 4K picture costs little: it is drawn small and enlarged', async () => {
  await drawPicture(order());
  const before = process.cpuUsage();
  const file = await drawPicture(order({ width: 5504, height: 3072, format: 'jpeg' }));
  const { user, system } = process.cpuUsage(before);
  // About 700 ms on the machine this was written on; the bound leaves room for slow and busy ones.
  assert.ok((user + system) / 1000 < 4000, `${(user + system) / 1000} ms`);
  assert.ok(file.length > 500_000 && file.length < 8_000_000, `${file.length} bytes`);
});
