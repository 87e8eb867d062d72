/**
 * Finds where a pattern of one character matches next, for places that never go back: the whole text is looked at once,
 * however often is asked. The length of the text where there is no more.
 */
export function forwardSearch(text: string, oneCharacter: RegExp): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      oneCharacter.lastIndex = from;
      found = oneCharacter.exec(text)?.index ?? text.length;
    }
    return found;
  };
}
