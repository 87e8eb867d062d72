import sharp from 'sharp';
import { seededRandom } from './random.ts';

const side = 256;
const made = new Map<number, Promise<Buffer>>();

/** A tile of faint film grain: it gives flat areas texture and files a realistic size. */
export function grain(largestSide: number): Promise<Buffer> {
  const tileSide = Math.min(side, largestSide);
  let tile = made.get(tileSide);
  if (!tile) {
    tile = makeGrain(tileSide);
    made.set(tileSide, tile);
  }
  return tile;
}

async function makeGrain(tileSide: number): Promise<Buffer> {
  const random = seededRandom('grain');
  const pixels = Buffer.alloc(tileSide * tileSide * 4);
  for (let at = 0; at < pixels.length; at += 4) {
    const light = random.next() < 0.5 ? 0 : 255;
    pixels.fill(light, at, at + 3);
    pixels[at + 3] = random.integer(0, 15);
  }
  return sharp(pixels, { raw: { width: tileSide, height: tileSide, channels: 4 } })
    .png()
    .toBuffer();
}
