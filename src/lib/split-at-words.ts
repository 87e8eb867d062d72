/**
 * Cuts a text wherever one of some words stands: text, word, text, word, …, text. One pass, however many words there
 * are; none of them may be empty or begin another.
 */
export function splitAtWords(text: string, words: readonly string[]): string[] {
  if (words.length === 0) return [text];
  return text.split(new RegExp(`(${words.map(literal).join('|')})`));
}

const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
