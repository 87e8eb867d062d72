import type { PictureOrder } from '../pictures/picture-order.ts';
import { drawText, textHeight } from './draw-text.ts';
import { fitText } from './fit-text.ts';
import type { Box, Layout } from './layout.ts';
import type { Palette } from './palettes.ts';
import type { Random } from './random.ts';
import { px } from './scenes/scene.ts';

type Reference = PictureOrder['references'][number];

/** Lays the references out as mounted prints; a few lie slightly askew, many stand in a grid. */
export async function drawReferences(
  references: readonly Reference[],
  { references: box, short }: Layout,
  palette: Palette,
  random: Random,
): Promise<string> {
  const { columns, rows } = grid(references.length, box);
  const cell = { width: box.width / columns, height: box.height / rows };
  const askew = references.length <= 3 ? 4 : 0;
  const drawn = references.map(async (reference, index) => {
    const inLastRow = references.length - Math.floor(index / columns) * columns;
    const indent = ((columns - Math.min(columns, inLastRow)) * cell.width) / 2;
    const x = box.x + indent + ((index % columns) + 0.5) * cell.width;
    const y = box.y + (Math.floor(index / columns) + 0.5) * cell.height;
    const print = await drawPrint(reference, cell, short, palette);
    return `<g transform="translate(${px(x)} ${px(y)}) rotate(${px(random.between(-askew, askew))})">${print}</g>`;
  });
  return (await Promise.all(drawn)).join('');
}

/** The grid in which square cells come out largest. */
function grid(count: number, { width, height }: Box): { columns: number; rows: number } {
  let best = { columns: 1, rows: count, side: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min(width / columns, height / rows);
    if (side > best.side) best = { columns, rows, side };
  }
  return best;
}

/** One print around the origin: shadow, mount and picture. */
async function drawPrint(
  { image, label }: Reference,
  cell: { width: number; height: number },
  short: number,
  palette: Palette,
): Promise<string> {
  const mount = Math.min(cell.width, cell.height) * 0.035;
  const room = { width: cell.width * 0.88 - mount * 2, height: cell.height * 0.88 - mount * 2 };
  const ratio = image && image.height > 0 ? image.width / image.height : 1;
  const width = Math.max(4, Math.min(room.width, room.height * ratio));
  const height = Math.max(4, Math.min(room.height, room.width / ratio));
  const frame = (grow: number, shift: number, paint: string) =>
    `<rect x="${px(-width / 2 - grow)}" y="${px(-height / 2 - grow + shift)}" width="${px(width + grow * 2)}" height="${px(height + grow * 2)}" rx="${px(mount * 0.4)}" ${paint}/>`;
  const shadow = [3, 2, 1].map((step) =>
    frame(mount * (1 + step * 0.22), mount * 0.7, 'fill="#000" fill-opacity="0.09"'),
  );
  const content = image?.thumbnail
    ? `<image x="${px(-width / 2)}" y="${px(-height / 2)}" width="${px(width)}" height="${px(height)}" preserveAspectRatio="none" href="${dataUri(image.thumbnail)}"/>`
    : await drawLabel(label, width, height, short, palette);
  return shadow.join('') + frame(mount, 0, 'fill="#fffdf9"') + content;
}

/** In place of a picture that cannot be shown: its type or address. */
async function drawLabel(
  label: string,
  width: number,
  height: number,
  short: number,
  palette: Palette,
): Promise<string> {
  const inner = { width: width * 0.84, height: height * 0.7 };
  const style = { weight: 500, largest: short * 0.034, smallest: short * 0.014, leading: 1.3 };
  const text = await fitText(label.slice(0, 300) || 'reference', inner, style);
  const ground = `<rect x="${px(-width / 2)}" y="${px(-height / 2)}" width="${px(width)}" height="${px(height)}" fill="${palette.paper}"/>`;
  return ground + drawText(text, -inner.width / 2, -textHeight(text) / 2, `fill="${palette.ink}"`);
}

function dataUri(thumbnail: Buffer): string {
  const type = thumbnail[0] === 0xff ? 'jpeg' : 'png';
  return `data:image/${type};base64,${thumbnail.toString('base64')}`;
}
