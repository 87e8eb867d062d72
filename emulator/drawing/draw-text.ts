import type { FittedText } from './fit-text.ts';
import { px } from './scenes/scene.ts';

/** Draws set lines as outlines, the first baseline one ascent below `y`. */
export function drawText(text: FittedText, x: number, y: number, paint: string): string {
  const scale = text.fontSize / 1000;
  const paths: string[] = [];
  text.lines.forEach((line, index) => {
    const baseline = y + text.fontSize * 0.88 + index * text.lineHeight;
    for (const { glyph, x: offset } of line.glyphs) {
      if (glyph.outline === '') continue;
      const place = `translate(${px(x + offset * scale)} ${px(baseline)}) scale(${scale.toFixed(5)})`;
      paths.push(`<path transform="${place}" d="${glyph.outline}"/>`);
    }
  });
  return `<g ${paint}>${paths.join('')}</g>`;
}

/** From the top of the first line to the bottom of the last. */
export function textHeight({ lines, fontSize, lineHeight }: FittedText): number {
  return lines.length === 0 ? 0 : (lines.length - 1) * lineHeight + fontSize * 1.1;
}
