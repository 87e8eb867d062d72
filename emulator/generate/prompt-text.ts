import type { Content } from './generation-request.ts';

/** The words of a conversation without thoughts. */
export function textOf(contents: readonly Content[]): string {
  return contents
    .flatMap((content) => content.parts ?? [])
    .filter((part) => part.thought !== true)
    .flatMap((part) => part.text ?? [])
    .join('\n');
}

/** About four Latin letters or one CJK character to a token. */
export function countTextTokens(text: string): number {
  const wide = text.match(/[\u2e80-\uffef]/gu)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}
