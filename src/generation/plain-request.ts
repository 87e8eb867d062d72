import type { GenerationRequest } from './request.ts';

/** What a request for one picture is when it names no more than model and prompt. */
export const plainRequest = (model: string, prompt: string): GenerationRequest => ({
  protocol: 'generations',
  model,
  requestedModel: model,
  prompt,
  references: [],
  count: 1,
  strict: false,
  keep: 'last',
  kind: 'sync-image',
  omitted: [],
});
