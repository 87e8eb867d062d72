import type { PictureOrder } from '../pictures/picture-order.ts';
import { drawMarks } from './draw-marks.ts';
import { drawReferences } from './draw-references.ts';
import { drawWords } from './draw-words.ts';
import { type Layout, layOut } from './layout.ts';
import { type Palette, palettes } from './palettes.ts';
import { seededRandom } from './random.ts';
import { scenes } from './scenes/scenes.ts';

/** The whole picture as SVG at the given size; the same order gives the same text. */
export async function composeSvg(order: PictureOrder, width: number, height: number): Promise<string> {
  const random = seededRandom(`${order.prompt} ${order.seed}`);
  const palette = random.pick(palettes);
  const scene = random.pick(scenes);
  const layout = layOut(width, height);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    definitions(layout, palette),
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    scene(layout.stage, palette, random),
    `<rect width="${width}" height="${height}" fill="url(#light)"/>`,
    `<rect width="${width}" height="${height}" fill="url(#scrim)"/>`,
    await drawReferences(order.references, layout, palette, random),
    await drawWords(order.prompt, layout, palette),
    await drawMarks(order.caption, layout, palette),
    '</svg>',
  ];
  return parts.join('');
}

/** Sky, light from one corner, and the veil that keeps the words readable. */
function definitions({ side, veil: reach, stage, width, height }: Layout, { paper, sky }: Palette): string {
  const stop = (offset: number, colour: string, opacity: number) =>
    `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
  const direction = side === 'left' ? 'x1="0" y1="0" x2="1" y2="0"' : 'x1="0" y1="1" x2="0" y2="0"';
  const veil = [
    stop(0, paper, 0.97),
    stop(reach[0], paper, 0.93),
    stop(reach[1], paper, 0.72),
    stop(reach[2], paper, 0),
  ];
  const light = `cx="${stage.focus.x / width}" cy="${(stage.focus.y / height) * 0.4}" r="0.9"`;
  return [
    '<defs>',
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">${stop(0, sky[0], 1)}${stop(1, sky[1], 1)}</linearGradient>`,
    `<radialGradient id="light" ${light}>${stop(0, '#fff', 0.22)}${stop(0.6, '#fff', 0)}${stop(1, '#000', 0.2)}</radialGradient>`,
    `<linearGradient id="scrim" ${direction}>${veil.join('')}</linearGradient>`,
    '</defs>',
  ].join('');
}
