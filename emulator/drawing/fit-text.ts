import { breakLines, type Line, setLine } from './break-lines.ts';
import { type DrawnGlyph, glyphsOf } from './glyphs.ts';
import { ideographic } from './ideographic.ts';

export interface FittedText {
  readonly lines: readonly Line[];
  readonly fontSize: number;
  readonly lineHeight: number;
}

export interface TextStyle {
  readonly weight: number;
  readonly largest: number;
  readonly smallest: number;
  /** Line height in font sizes. */
  readonly leading: number;
}

/** Sets a text as large as the box allows; what does not fit at the smallest size ends in an ellipsis. */
export async function fitText(
  text: string,
  box: { width: number; height: number },
  style: TextStyle,
): Promise<FittedText> {
  const glyphs = await glyphsOf(text, style.weight);
  const ellipsis = await glyphsOf(ideographic.test(text) ? '…' : '...', style.weight);
  // A word cut in two looks wrong as long as a smaller size would keep it whole.
  for (let fontSize = style.largest; ; fontSize *= 0.93) {
    const isSmallest = fontSize <= style.smallest;
    const size = isSmallest ? style.smallest : fontSize;
    const lines = breakLines(glyphs, (box.width / size) * 1000);
    const lineHeight = size * style.leading;
    const room = Math.max(1, Math.floor((box.height + size * (style.leading - 1)) / lineHeight));
    if (lines.length <= room && (isSmallest || !lines.some(({ breaksWord }) => breaksWord)))
      return { lines, fontSize: size, lineHeight };
    if (isSmallest)
      return { lines: cutOff(lines, room, box.width / size, ellipsis), fontSize: size, lineHeight };
  }
}

function cutOff(lines: readonly Line[], room: number, widthInSizes: number, ellipsis: DrawnGlyph[]): Line[] {
  const shown = lines.slice(0, room);
  const last = shown.pop();
  if (!last) return [];
  let glyphs = last.glyphs.map(({ glyph }) => glyph);
  let line = setLine([...glyphs, ...ellipsis]);
  while (line.width > widthInSizes * 1000 && glyphs.length > 1) {
    glyphs = glyphs.slice(0, -1);
    line = setLine([...glyphs, ...ellipsis]);
  }
  return [...shown, line];
}
