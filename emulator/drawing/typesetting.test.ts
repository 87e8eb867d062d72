import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakLines, type Line } from './break-lines.ts';
import { fitText } from './fit-text.ts';
import { glyphsOf } from './glyphs.ts';

const missing = 'M0-420H560V-240H0Z';
const textOf = (line: Line) => line.glyphs.map(({ glyph }) => glyph.character).join('');

async function broken(text: string, width: number): Promise<string[]> {
  return breakLines(await glyphsOf(text, 400), width).map(textOf);
}

test('Latin, Cyrillic, Chinese, Japanese, Korean and emoji all have real outlines', async () => {
  const text = 'Quick ñ ß Ж жук 龍龙 漢字 こんにちは カメラ 한국어 안녕 🐱🌸🎉 ★ → “x” … é';
  for (const glyph of await glyphsOf(text, 700)) {
    if (glyph.character === ' ') continue;
    assert.notEqual(glyph.outline, missing, glyph.character);
    assert.match(glyph.outline, /^M-?\d+ -?\d+[\d MLQCZ-]*Z?$/, glyph.character);
    assert.ok(glyph.width > 0, glyph.character);
  }
});

test('no outline has a number run into another: every command has its count of coordinates', async () => {
  const coordinates: Record<string, number> = { M: 2, L: 2, Q: 4, C: 6, Z: 0 };
  for (const { character, outline } of await glyphsOf('いろはにほへと一只戴着草帽的猫坐在河边', 700)) {
    for (const [, command = '', numbers = ''] of outline.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
      const count = numbers.trim() === '' ? 0 : numbers.trim().split(/\s+/).length;
      assert.equal(count, coordinates[command], `${character}: ${command}${numbers}`);
    }
  }
});

test('a character that no font has becomes a bar, joiners and skin tones vanish', async () => {
  assert.deepEqual(
    (await glyphsOf('ع', 400)).map(({ outline }) => outline),
    [missing],
  );
  assert.equal((await glyphsOf('👍🏽\u200d\ufe0f\u0301', 400)).length, 1);
});

test('heavier weights are heavier, not merely other names', async () => {
  const [light] = await glyphsOf('H', 400);
  const [bold] = await glyphsOf('H', 700);
  assert.notEqual(light?.outline, bold?.outline);
});

test('lines break at spaces and between ideographs, and marks stay with their neighbours', async () => {
  assert.deepEqual(await broken('the quick brown fox', 5200), ['the quick', 'brown fox']);
  assert.deepEqual(await broken('一只戴着草帽的猫', 3000), ['一只戴', '着草帽', '的猫']);
  for (const line of await broken('夕暮れの京都、石畳の路地。「提灯」の灯り！', 4000)) {
    assert.doesNotMatch(line, /^[、。」！]|「$/u);
  }
});

test('no line is wider than the box, and no text is lost', async () => {
  const text =
    'Pneumonoultramicroscopicsilicovolcanoconiosis is a long word 和一些汉字混在一起 for a narrow box';
  for (const width of [1200, 2500, 6000]) {
    const lines = breakLines(await glyphsOf(text, 400), width);
    assert.equal(lines.map(textOf).join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    for (const line of lines) assert.ok(line.width <= width || line.glyphs.length === 1, textOf(line));
  }
});

test('text is set as large as its box allows, and cut off with an ellipsis at the smallest size', async () => {
  const style = { weight: 400, largest: 60, smallest: 20, leading: 1.3 };
  const short = await fitText('Fox', { width: 400, height: 200 }, style);
  assert.equal(short.fontSize, 60);
  const long = await fitText('the quick brown fox jumps '.repeat(40), { width: 400, height: 200 }, style);
  assert.equal(long.fontSize, 20);
  assert.ok(long.lines.length * long.lineHeight <= 200 + long.lineHeight * 0.5);
  assert.match(textOf(long.lines.at(-1)!), /\.\.\.$/);
});
