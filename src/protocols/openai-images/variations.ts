import { Failure } from '../../generation/failure.ts';

/** OpenAI retired variations with its last model that made them; SDKs still have the method (clients.md §2.1). */
export function variationsRetired(): never {
  throw new Failure('not_found', {
    message: 'Image variations are retired. Send the image to /v1/images/edits with a prompt.',
  });
}
