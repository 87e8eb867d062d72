import type { Content } from './generation-request.ts';

/** The contents after the model's last answer: what is asked for now, without the history that chats send along. */
export function lastTurn(contents: readonly Content[]): readonly Content[] {
  const lastAnswer = contents.map((content) => content.role === 'model').lastIndexOf(true);
  return contents.slice(lastAnswer + 1);
}
