import { Failure } from '../../generation/failure.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { formLimits } from './edit-form.ts';

/**
 * OpenAI retired variations with its last model that made them; SDKs still have the method (clients.md §2.1).
 * The upload is read first: a client that is still sending when the connection ends sees no answer, and repeats.
 */
export async function variationsRetired(input: RouteInput): Promise<never> {
  if (/^multipart\//i.test(input.headers['content-type'] ?? '')) await input.form(formLimits);
  throw new Failure('not_found', {
    message: 'Image variations are retired. Send the image to /v1/images/edits with a prompt.',
  });
}
