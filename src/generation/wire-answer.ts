import type { BodyPart } from '../lib/body-plan/body-plan.ts';
import type { Artifact } from './outcome.ts';

/** An HTTP answer as data; the server streams it. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly AnswerPart[];
}

/** Text or bytes as they are, a stored image encoded into the answer, or text that comes as things happen. */
export type AnswerPart =
  | BodyPart
  | { readonly artifact: Artifact; readonly encode: 'base64' }
  | { readonly live: AsyncIterable<string | { readonly artifact: Artifact; readonly encode: 'base64' }> };

/** An answer that is one JSON text. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: [JSON.stringify(value)],
  };
}
