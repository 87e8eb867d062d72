import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import type { RouteInput, ScannedBody } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { withOwnFiles } from './own-files.ts';

/**
 * `:countTokens`: the channel that would do the generation counts; nothing is held or charged. SDKs send
 * `contents`, in Vertex mode with the rest of the request beside it, or a whole `generateContentRequest`.
 */
export async function countTokens(input: RouteInput, model: Model, body: ScannedBody): Promise<WireAnswer> {
  const names = Object.keys(body.skeleton as object).map(toCamelCase);
  if (!names.includes('contents') && !names.includes('generateContentRequest')) {
    throw new Failure('invalid_request', {
      message: 'contents is not specified. Send contents, or a generateContentRequest.',
    });
  }
  const { references } = await withOwnFiles(input, body);
  if (references.length > 0) {
    throw new Failure('invalid_request', {
      message: 'Tokens of files cannot be counted here: the upstream does not have them. Send inlineData.',
    });
  }
  return jsonAnswer(200, await input.countTokens(model, body));
}
