import { drawText, textHeight } from './draw-text.ts';
import { fitText } from './fit-text.ts';
import type { Box, Layout } from './layout.ts';
import type { Palette } from './palettes.ts';
import { px } from './scenes/scene.ts';

/** Sets the prompt at the foot of the text box: the first phrase large, the rest small. */
export async function drawWords(prompt: string, { text, short }: Layout, palette: Palette): Promise<string> {
  const [headline, rest] = splitHeadline(shownPart(prompt));
  const gap = short * 0.03;
  const rule = short * 0.045;
  const room = text.height - rule;
  const head = await fitText(
    headline,
    { width: text.width, height: rest ? room * headShare(rest) : room },
    { weight: 700, largest: largest(headline, rest, text, short), smallest: short * 0.036, leading: 1.16 },
  );
  const body = rest
    ? await fitText(
        rest,
        { width: text.width, height: room - textHeight(head) - gap },
        {
          weight: 420,
          largest: Math.min(head.fontSize * 0.62, short * 0.046),
          smallest: short * 0.026,
          leading: 1.42,
        },
      )
    : undefined;
  const height = textHeight(head) + (body ? gap + textHeight(body) : 0);
  const top = text.y + text.height - height;
  const bar = `<rect x="${px(text.x)}" y="${px(top - rule)}" width="${px(short * 0.09)}" height="${px(short * 0.011)}" fill="${palette.accent}"/>`;
  const drawnBody = body
    ? drawText(body, text.x, top + textHeight(head) + gap, `fill="${palette.ink}" fill-opacity="0.86"`)
    : '';
  return bar + drawText(head, text.x, top, `fill="${palette.ink}"`) + drawnBody;
}

const shownCharacters = 2000;

/** No picture has room for more, and a prompt may be a megabyte long. */
function shownPart(prompt: string): string {
  const start = prompt.slice(0, shownCharacters).replace(/\s+/g, ' ').trim();
  return start || 'Untitled';
}

/** The longer the rest, the less room the headline gets. */
function headShare(rest: string): number {
  return rest.length > 300 ? 0.3 : rest.length > 120 ? 0.42 : 0.6;
}

/** Few words may be set larger than many. */
function largest(headline: string, rest: string, text: Box, short: number): number {
  const share = rest.length > 120 ? 0.075 : headline.length <= 24 ? 0.15 : 0.115;
  return Math.max(short * 0.036, Math.min(short * share, text.width * 0.22));
}

const headlineLength = 64;

/** At the end of the first sentence or clause; failing that, after as many words as make a headline. */
function splitHeadline(prompt: string): [headline: string, rest: string] {
  if (prompt.length <= headlineLength) return [prompt, ''];
  const ends = [
    ...prompt
      .slice(0, headlineLength + 16)
      .matchAll(/[.!?。！？](?=\s|[^\x20-\x7e])|[;:,；：、，](?=\s|[^\x20-\x7e])/gu),
  ];
  const sentence = ends.find(({ 0: mark, index }) => /[.!?。！？]/.test(mark) && index >= 8);
  const chosen = sentence ?? ends.findLast(({ index }) => index >= 12);
  const at = chosen ? chosen.index + 1 : lastSpace(prompt);
  return [prompt.slice(0, at).replace(/[,;:，；：、]$/, ''), prompt.slice(at).trim()];
}

function lastSpace(prompt: string): number {
  const space = prompt.lastIndexOf(' ', headlineLength);
  return space > 20 ? space : 30;
}
