import type { Font, Glyph, PathData } from 'opentype.js';
import { ideographic } from './ideographic.ts';
import { typefacesFor } from './typefaces.ts';

/** One character ready to be drawn; lengths in thousandths of the font size, y downwards from the baseline. */
export interface DrawnGlyph {
  readonly character: string;
  readonly width: number;
  /** SVG path data, empty for a space. */
  readonly outline: string;
  /** Space to add before this glyph when it follows another one of the same font. */
  readonly kerning: (before: DrawnGlyph) => number;
}

/** Marks that are as wide as an ideograph in a Chinese font and narrow in a Western one. */
const sharedMarks = new Set('·…‘’“”•');

const maxKept = 4000;
const kept = new Map<string, DrawnGlyph>();

/** Looks up the glyphs of a text. Characters that no font has become a soft bar instead of a box. */
export async function glyphsOf(text: string, weight: number): Promise<DrawnGlyph[]> {
  const glyphs: DrawnGlyph[] = [];
  const isCjk = ideographic.test(text);
  for (const character of drawable(text)) {
    const narrow = !isCjk && sharedMarks.has(character);
    const key = `${weight} ${narrow} ${character}`;
    let glyph = kept.get(key);
    if (!glyph) {
      glyph = await findGlyph(character, weight, narrow);
      kept.set(key, glyph);
      if (kept.size > maxKept) kept.delete(kept.keys().next().value!);
    }
    glyphs.push(glyph);
  }
  return glyphs;
}

/** Without what has no picture of its own: joiners, variation selectors, skin tones, controls. */
function drawable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{M}\p{Co}\p{Cs}\p{Cn}\p{Emoji_Modifier}]/gu, '');
}

const fonts = new WeakMap<DrawnGlyph, { font: Font; glyph: Glyph }>();

async function findGlyph(character: string, weight: number, narrow: boolean): Promise<DrawnGlyph> {
  for await (const font of typefacesFor(character.codePointAt(0)!, narrow)) {
    const glyph = font.charToGlyph(character);
    if (glyph.index === 0) continue;
    const wght = Math.min(700, Math.max(300, weight));
    const outline = pathData(glyph.getPath(0, 0, 1000, { variation: { wght } }, font));
    const width = (glyph.advanceWidth * 1000) / font.unitsPerEm;
    const drawn: DrawnGlyph = { character, width, outline, kerning: (before) => kerningOf(before, drawn) };
    fonts.set(drawn, { font, glyph });
    return drawn;
  }
  return bar(character);
}

/** Written here because the library's own writer drops the space before a number that rounds to zero. */
function pathData({ commands }: PathData): string {
  const round = (coordinate: number | undefined) => Math.round(coordinate ?? 0);
  return commands
    .map(({ type, x, y, x1, y1, x2, y2 }) => {
      if (type === 'Z') return type;
      const points = type === 'C' ? [x1, y1, x2, y2, x, y] : type === 'Q' ? [x1, y1, x, y] : [x, y];
      return type + points.map(round).join(' ');
    })
    .join('');
}

function kerningOf(left: DrawnGlyph, right: DrawnGlyph): number {
  const before = fonts.get(left);
  const after = fonts.get(right);
  if (!before || !after || before.font !== after.font) return 0;
  const units = before.font.getKerningValue(before.glyph, after.glyph);
  return Number.isFinite(units) ? (units * 1000) / before.font.unitsPerEm : 0;
}

function bar(character: string): DrawnGlyph {
  if (character === ' ') return { character, width: 260, outline: '', kerning: () => 0 };
  return { character, width: 560, outline: 'M0-420H560V-240H0Z', kerning: () => 0 };
}
