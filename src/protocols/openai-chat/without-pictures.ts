import { forwardSearch } from '../../lib/forward-search.ts';

const opening = '![image](';

/** Our own Markdown pictures that come back in a conversation say nothing to the model. Reads the text once. */
export function withoutPictures(text: string): string {
  const addressEnd = forwardSearch(text, /[\s)]/g);
  const words: string[] = [];
  let told = 0;
  for (let open = text.indexOf(opening); open >= 0; ) {
    const end = addressEnd(open + opening.length);
    const isPicture = text[end] === ')';
    if (isPicture) {
      words.push(text.slice(told, open));
      told = end + 1;
    }
    open = text.indexOf(opening, isPicture ? told : open + opening.length);
  }
  words.push(text.slice(told));
  return words.join('').trim();
}
