import { forwardSearch } from '../../lib/forward-search.ts';

/** Longest label and address of a picture in Markdown; what is longer is words. */
const maxLabelChars = 200;
const maxUrlChars = 2_048;
/** No answer has so many pictures, and each link is fetched; more are words. */
const maxLinks = 10;

export interface LinksAndWords {
  readonly urls: readonly string[];
  /** The text without the pictures. */
  readonly words: string;
}

/**
 * Pictures in Markdown that are somewhere else: `![label](https://… "title")`. An upstream chooses the text, so it
 * is read in one pass: every search goes on from where the last one of its kind ended.
 */
export function readImageLinks(text: string): LinksAndWords {
  const labelEnd = forwardSearch(text, /\]/g);
  const urlStart = forwardSearch(text, /[^\s<]/g);
  const urlEnd = forwardSearch(text, /[\s>)]/g);
  const linkEnd = forwardSearch(text, /\)/g);
  const urls: string[] = [];
  const words: string[] = [];
  let told = 0;
  for (let open = text.indexOf('!['); open >= 0 && urls.length < maxLinks; ) {
    const close = labelEnd(open + 2);
    let next = open + 2;
    if (close - open - 2 <= maxLabelChars && text[close + 1] === '(') {
      const start = urlStart(close + 2);
      const end = urlEnd(start);
      const last = linkEnd(end);
      if (last < text.length && end - start <= maxUrlChars && isWebUrl(text, start, end)) {
        urls.push(text.slice(start, end));
        words.push(text.slice(told, open));
        next = last + 1;
        told = next;
      }
    }
    open = text.indexOf('![', next);
  }
  words.push(text.slice(told));
  return { urls, words: words.join('') };
}

/** The words before a data URI: without its beginning, and without `![label](` where it stands in Markdown. */
export function beforeDataUri(text: string): { words: string; isLink: boolean } {
  const uri = text.lastIndexOf('data:');
  const words = uri >= 0 && text.endsWith(',') ? text.slice(0, uri) : text;
  const head = words.trimEnd();
  const open = head.endsWith('](') ? head.lastIndexOf('![') : -1;
  const label = head.slice(open + 2, -2);
  const isLink = open >= 0 && label.length <= maxLabelChars && !label.includes(']');
  return { words: isLink ? head.slice(0, open) : words, isLink };
}

/** The words behind a data URI in Markdown: without a title and the bracket that closes it. */
export function afterDataUri(text: string): string {
  const close = text.indexOf(')');
  return close >= 0 && close <= maxLabelChars ? text.slice(close + 1) : text;
}

function isWebUrl(text: string, start: number, end: number): boolean {
  for (const scheme of ['http://', 'https://']) {
    if (text.startsWith(scheme, start) && end - start > scheme.length) return true;
  }
  return false;
}
