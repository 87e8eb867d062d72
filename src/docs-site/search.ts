import { plainText } from './inline.ts';
import type { Language, Text } from './language.ts';
import type { Block, Page } from './page.ts';

/** A place that can be found: a page, or a section of it. */
interface Entry {
  /** In English; a link to it is put into the reader's language. */
  readonly href: string;
  readonly title: string;
  /** Title of the page, where this is a section. */
  readonly page: string | undefined;
  readonly text: string;
  readonly folded: { readonly title: string; readonly text: string };
}

export type SearchIndex = readonly Entry[];

/** The largest table of a section is found whole; what is longer is of the changelog. */
const mostText = 20_000;
const mostFound = 12;

/** Made once for a set of pages: what each section says, folded for comparison. */
export function searchIndex(pages: Iterable<Page>, language: Language): SearchIndex {
  return [...pages].flatMap((page) => {
    const say = (text: Text) => (typeof text === 'string' ? text : plainText(text[language]));
    const href = page.path;
    const title = say(page.title);
    const parts = [{ href, title, page: undefined as string | undefined, texts: [say(page.summary)] }];
    for (const block of page.blocks) {
      if (block.kind === 'heading') {
        parts.push({ href: `${href}#${block.id}`, title: say(block.text), page: title, texts: [] });
      } else parts.at(-1)?.texts.push(...textsOf(block, say));
    }
    return parts.map(({ texts, ...entry }) => {
      const text = texts.join(' ').replace(/\s+/g, ' ').slice(0, mostText);
      return {
        ...entry,
        text,
        folded: { title: fold(`${entry.title} ${entry.page ?? ''}`), text: fold(text) },
      };
    });
  });
}

function textsOf(block: Block, say: (text: Text) => string): string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return [say(block.text)];
    case 'list':
      return block.items.map(({ text }) => say(text));
    case 'cards':
      return block.items.map(({ title, text }) => `${say(title)} ${say(text)}`);
    case 'table':
      return block.rows.map((cells) => cells.map(say).join(' '));
    case 'picture':
      return [say(block.caption)];
    case 'code':
    case 'examples':
      return [];
  }
}

export interface Found {
  readonly href: string;
  readonly title: string;
  readonly page: string | undefined;
  readonly snippet: string;
}

/** Places that hold every word of the query; those that have it in the title come first. */
export function findPages(index: SearchIndex, query: string): Found[] {
  const words = fold(query).split(/\s+/).filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  return index
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostFound)
    .map(({ entry }) => ({
      href: entry.href,
      title: entry.title,
      page: entry.page,
      snippet: snippet(entry, words),
    }));
}

function score({ folded, page }: Entry, words: readonly string[]): number {
  let points = page === undefined ? 1 : 0;
  for (const word of words) {
    const inTitle = folded.title.includes(word);
    if (!inTitle && !folded.text.includes(word)) return 0;
    points += inTitle ? 10 : 1;
  }
  return points;
}

function snippet({ text, folded }: Entry, words: readonly string[]): string {
  const at = Math.max(0, ...words.map((word) => folded.text.indexOf(word)));
  const from = Math.max(0, at - 60);
  const cut = text.slice(from, from + 180);
  return `${from > 0 ? '…' : ''}${cut}${from + 180 < text.length ? '…' : ''}`;
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase();
