import type { Usage } from './usage.ts';

/** One part of the answer as it goes out; `data` may be a Picture and `text` a JoinedText, see write-json. */
export type AnswerPart = Readonly<Record<string, unknown>>;

/** What comes back with HTTP 200, before it is laid out as one body or as a stream. */
export interface Outcome {
  /** null and undefined are answers Google was seen to give. */
  readonly parts: readonly AnswerPart[] | null | undefined;
  readonly finishReason?: string;
  readonly finishMessage?: string;
  readonly groundingMetadata?: object;
  /** Set: the prompt was blocked and there is no candidate. */
  readonly blockReason?: string;
  readonly blockReasonMessage?: string;
  readonly usage: Usage;
}
