/** A piece of a line of text. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const marks = /\\([\\`*[\]])|`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((\/[^)\s]*|#[^)\s]*|https:[^)\s]+)\)/g;

/** Reads the marks that Words may hold. */
export function parseInline(markup: string): Inline[] {
  const pieces: Inline[] = [];
  const add = (piece: Inline) => {
    const last = pieces.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text')
      pieces[pieces.length - 1] = { kind: 'text', text: last.text + piece.text };
    else if (piece.text !== '') pieces.push(piece);
  };
  let end = 0;
  for (const match of markup.matchAll(marks)) {
    const [whole, escaped, code, strong, text, href] = match;
    add({ kind: 'text', text: markup.slice(end, match.index) });
    if (escaped !== undefined) add({ kind: 'text', text: escaped });
    else if (code !== undefined) add({ kind: 'code', text: code });
    else if (strong !== undefined) add({ kind: 'strong', text: strong });
    else add({ kind: 'link', text: text as string, href: href as string });
    end = match.index + whole.length;
  }
  add({ kind: 'text', text: markup.slice(end) });
  return pieces;
}

/** The words alone, for search and descriptions. */
export const plainText = (markup: string): string =>
  parseInline(markup)
    .map(({ text }) => text)
    .join('');
