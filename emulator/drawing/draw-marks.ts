import { drawText } from './draw-text.ts';
import { fitText } from './fit-text.ts';
import type { Layout } from './layout.ts';
import type { Palette } from './palettes.ts';
import { px } from './scenes/scene.ts';

/** The SANDBOX mark at the top and the caption at the foot. */
export async function drawMarks(caption: string, layout: Layout, palette: Palette): Promise<string> {
  return (await drawMark(layout, palette)) + (await drawCaption(caption, layout, palette));
}

async function drawMark({ margin, short }: Layout, { paper, ink }: Palette): Promise<string> {
  const size = short * 0.026;
  const style = { weight: 650, largest: size, smallest: size, leading: 1 };
  const text = await fitText('S A N D B O X', { width: short, height: size }, style);
  const width = ((text.lines[0]?.width ?? 0) * size) / 1000 + size * 1.7;
  const height = size * 2;
  const box = `x="${px(margin)}" y="${px(margin)}" width="${px(width)}" height="${px(height)}" rx="${px(height / 2)}"`;
  const pill = `<rect ${box} fill="${paper}" fill-opacity="0.88" stroke="${ink}" stroke-opacity="0.5" stroke-width="${px(size * 0.07)}"/>`;
  return pill + drawText(text, margin + size * 0.85, margin + size * 0.48, `fill="${ink}"`);
}

async function drawCaption(caption: string, layout: Layout, { ink }: Palette): Promise<string> {
  const { margin, short, text, height } = layout;
  const room = short * 0.05;
  const style = { weight: 480, largest: short * 0.024, smallest: short * 0.02, leading: 1.25 };
  const fitted = await fitText(caption, { width: text.width, height: room }, style);
  const top = height - margin - fitted.lines.length * fitted.lineHeight;
  return drawText(fitted, margin, top, `fill="${ink}" fill-opacity="0.72"`);
}
