import sharp, { type Sharp } from 'sharp';
import type { PictureOrder } from '../pictures/picture-order.ts';
import { composeSvg } from './compose-svg.ts';
import { grain } from './grain.ts';

/** Above this the picture is drawn smaller and enlarged: a 4K picture costs little more than a 2K one. */
const drawnPixels = 2_000_000;

/** Draws and encodes a picture of the exact size of the order. */
export async function drawPicture(order: PictureOrder): Promise<Buffer> {
  const { width, height } = order;
  const scale = Math.min(1, Math.sqrt(drawnPixels / (width * height)));
  const drawnWidth = Math.max(1, Math.round(width * scale));
  const drawnHeight = Math.max(1, Math.round(height * scale));
  const svg = await composeSvg(order, drawnWidth, drawnHeight);
  // Rendered on its own: inside the resizing pipeline libvips would render the SVG once per strip.
  const { data, info } = await sharp(Buffer.from(svg), { limitInputPixels: false })
    .flatten()
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const picture = sharp(data, { raw });
  if (scale < 1) picture.resize(width, height, { fit: 'fill', kernel: 'linear' });
  picture
    .composite([{ input: await grain(Math.min(width, height)), tile: true, blend: 'over' }])
    .removeAlpha();
  return encode(picture, order).toBuffer();
}

/** Qualities chosen so that files are about as large as Google's, at little CPU. */
function encode(picture: Sharp, { format, width, height }: PictureOrder): Sharp {
  if (format === 'png') return picture.png({ compressionLevel: 4, adaptiveFiltering: false });
  if (format === 'webp') return picture.webp({ quality: 90, effort: 1 });
  const isLarge = width * height > drawnPixels;
  return picture.jpeg({
    quality: isLarge ? 88 : 95,
    chromaSubsampling: isLarge ? '4:2:0' : '4:4:4',
    optimizeCoding: false,
  });
}
