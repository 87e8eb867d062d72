import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import opentype, { type Font } from 'opentype.js';
import woff2 from 'wawoff2';

/** Noto families, in the order in which a character is looked for; each is split into some hundred small files. */
const families = ['noto-sans-sc', 'noto-sans-kr', 'noto-emoji'] as const;

interface Subset {
  readonly family: (typeof families)[number];
  readonly file: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const maxLoaded = 48;
const loaded = new Map<string, Promise<Font>>();
let subsets: Promise<readonly Subset[]> | undefined;

/**
 * The fonts that may have a character, best first; every file is loaded when it is first needed.
 * `narrow` prefers the Korean font, whose quotation marks and dots have Western widths.
 */
export async function* typefacesFor(codePoint: number, narrow: boolean): AsyncGenerator<Font> {
  subsets ??= readSubsets();
  const having = (await subsets).filter(({ ranges }) =>
    ranges.some(([first, last]) => codePoint >= first && codePoint <= last),
  );
  if (narrow)
    having.sort(
      (one, other) => Number(other.family === 'noto-sans-kr') - Number(one.family === 'noto-sans-kr'),
    );
  for (const { file } of having) yield await load(file);
}

async function readSubsets(): Promise<Subset[]> {
  const { resolve } = createRequire(import.meta.url);
  const all = families.map(async (family) => {
    const map = resolve(`@fontsource-variable/${family}/unicode.json`);
    const text = await readFile(map, 'utf8');
    return Object.entries(JSON.parse(text) as Record<string, string>).map(([name, ranges]) => ({
      family,
      file: path.join(
        path.dirname(map),
        'files',
        `${family}-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`,
      ),
      ranges: ranges.split(',').map(readRange),
    }));
  });
  return (await Promise.all(all)).flat();
}

/** `U+1f1e9-1f1f5` or `U+2022` */
function readRange(text: string): [number, number] {
  const [first, last] = text.trim().slice(2).split('-');
  return [Number.parseInt(first!, 16), Number.parseInt(last ?? first!, 16)];
}

function load(file: string): Promise<Font> {
  let font = loaded.get(file);
  if (font) loaded.delete(file);
  else font = readFont(file);
  loaded.set(file, font);
  if (loaded.size > maxLoaded) loaded.delete(loaded.keys().next().value!);
  return font;
}

async function readFont(file: string): Promise<Font> {
  const bytes = await woff2.decompress(await readFile(file));
  return opentype.parse(new Uint8Array(bytes).buffer);
}
