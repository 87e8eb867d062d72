import type { Asked } from '../../generation/books.ts';

/** Of the versions and Vertex AI's paths, which name the same call, the one that the documentation names. */
export const askedAt = (asked: Asked) => `/v1beta/models/${asked.requestedModel}:${methodOf(asked)}`;

function methodOf({ kind, answer }: Asked): string {
  if (kind === 'async-image') return 'batchGenerateContent';
  return answer === 'once' ? 'generateContent' : 'streamGenerateContent';
}
