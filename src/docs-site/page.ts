import type { Text, Words } from './language.ts';

/** A page as blocks, so that its HTML and its Markdown twin, and its languages, cannot say different things. */
export interface Page {
  /** Path of the English page without extension, e.g. `/docs/status`. */
  readonly path: string;
  readonly title: Text;
  readonly summary: Text;
  readonly blocks: readonly Block[];
  /** Content that exists in English only: API descriptions, the changelog, settings of other applications. */
  readonly isEnglishInside?: true;
}

export type Block =
  | { readonly kind: 'heading'; readonly text: Text; readonly id: string; readonly level: 2 | 3 }
  | { readonly kind: 'paragraph' | 'note'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly ordered?: boolean }
  | { readonly kind: 'cards'; readonly items: readonly Card[] }
  | Code
  | { readonly kind: 'examples'; readonly codes: readonly Code[] }
  | { readonly kind: 'table'; readonly head: readonly Text[]; readonly rows: readonly (readonly Text[])[] }
  | Picture;

export interface Picture {
  readonly kind: 'picture';
  readonly file: string;
  readonly alt: Words;
  readonly caption: Text;
  /** Width and height, or others of that ratio; 16 to 9 where absent. */
  readonly size?: readonly [width: number, height: number];
}

/** A line of a list; a link where it has a target. */
export interface Item {
  readonly text: Text;
  readonly href?: string;
}

export interface Card {
  readonly title: Text;
  readonly text: Text;
  readonly href: string;
}

export interface Code {
  readonly kind: 'code';
  readonly language: string;
  readonly text: string;
  /** What a test that runs it as it stands must see in its output; absent for what is shown, not run. */
  readonly prints?: RegExp;
}

/** An id of its own for a heading without English words in it is given by the caller. */
export const heading = (text: Text, id: string = slug(text), level: 2 | 3 = 2): Block => ({
  kind: 'heading',
  text,
  id,
  level,
});
export const paragraph = (text: Text): Block => ({ kind: 'paragraph', text });
export const note = (text: Text): Block => ({ kind: 'note', text });
export const list = (...items: readonly Text[]): Block => ({
  kind: 'list',
  items: items.map((text) => ({ text })),
});
export const code = (language: string, text: string, prints?: RegExp): Code => ({
  kind: 'code',
  language,
  text,
  ...(prints ? { prints } : {}),
});
export const table = (head: readonly Text[], rows: readonly (readonly Text[])[]): Block => ({
  kind: 'table',
  head,
  rows,
});

/** Anchors are the same in every language, so that a link survives a change of language. */
export function slug(text: Text): string {
  const english = typeof text === 'string' ? text : text.en;
  return english
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
