import type { DrawnGlyph } from './glyphs.ts';
import { ideographic } from './ideographic.ts';

export interface Line {
  readonly glyphs: readonly { readonly glyph: DrawnGlyph; readonly x: number }[];
  /** In thousandths of the font size, like `x`. */
  readonly width: number;
  /** Whether the line ends inside a word that is wider than a line. */
  readonly breaksWord: boolean;
}

const noLineStart = new Set(
  '、。，．・：；？！」』】〉》）］｝〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.;:?!)]}%”’…',
);
const noLineEnd = new Set('「『【〈《（［｛〔([{“‘');

/** Breaks a text into lines: at spaces, between ideographs, and inside words only when a word is wider than a line. */
export function breakLines(glyphs: readonly DrawnGlyph[], maxWidth: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < glyphs.length) {
    while (glyphs[start]?.character === ' ') start += 1;
    if (start >= glyphs.length) break;
    const end = lineEnd(glyphs, start, maxWidth);
    const breaksWord = end < glyphs.length && !mayBreak(glyphs[end - 1]!, glyphs[end]!);
    lines.push(setLine(glyphs.slice(start, end), breaksWord));
    start = end;
  }
  return lines;
}

/** Positions glyphs one after the other, without the spaces at the end. */
export function setLine(glyphs: readonly DrawnGlyph[], breaksWord = false): Line {
  const placed: { glyph: DrawnGlyph; x: number }[] = [];
  let x = 0;
  let length = glyphs.length;
  while (length > 0 && glyphs[length - 1]!.character === ' ') length -= 1;
  for (let at = 0; at < length; at++) {
    const glyph = glyphs[at]!;
    if (at > 0) x += glyph.kerning(glyphs[at - 1]!);
    placed.push({ glyph, x });
    x += glyph.width;
  }
  return { glyphs: placed, width: x, breaksWord };
}

function lineEnd(glyphs: readonly DrawnGlyph[], start: number, maxWidth: number): number {
  let width = 0;
  let lastBreak = -1;
  for (let at = start; at < glyphs.length; at++) {
    const glyph = glyphs[at]!;
    if (at > start && mayBreak(glyphs[at - 1]!, glyph)) lastBreak = at;
    width += glyph.width;
    if (width > maxWidth && at > start && glyph.character !== ' ') return lastBreak > start ? lastBreak : at;
  }
  return glyphs.length;
}

function mayBreak(before: DrawnGlyph, after: DrawnGlyph): boolean {
  if (noLineStart.has(after.character) || noLineEnd.has(before.character)) return false;
  if (before.character === ' ' || after.character === ' ' || before.character === '-') return true;
  return ideographic.test(before.character) || ideographic.test(after.character);
}
