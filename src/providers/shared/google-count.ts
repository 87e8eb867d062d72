import type { CountWork } from '../../generation/provider.ts';
import { collect } from '../../lib/http-client/collect.ts';
import type { HttpRequest } from '../../lib/http-client/http-client.ts';
import { googleFailure } from './google-failure.ts';
import { vertexOnly } from './native-fields.ts';
import { transferFailure } from './transfer-failure.ts';

/** Far above any count. */
const answerLimitBytes = 1_048_576;

type Json = Record<string, unknown>;

/** Sends a `countTokens` body and reads the small answer. */
export async function countGoogleTokens(work: CountWork, request: HttpRequest): Promise<unknown> {
  const timeouts = { headMs: work.timeoutMs, totalMs: work.timeoutMs };
  try {
    const { status, body } = await collect(
      work,
      { ...request, method: 'POST', timeouts },
      { maxBytes: answerLimitBytes },
    );
    if (status !== 200) throw googleFailure(status, body.toString(), true);
    return JSON.parse(body.toString());
  } catch (error) {
    throw transferFailure(error);
  }
}

/**
 * The Gemini API counts `contents` alone, or a whole request that names its model again. Clients in Vertex mode
 * put the parts of the request beside `contents`, which it would refuse.
 */
export function geminiCountBody(skeleton: unknown, upstreamId: string): unknown {
  const { generateContentRequest, generate_content_request, ...rest } = skeleton as Json;
  const whole = generateContentRequest ?? generate_content_request;
  if (whole === undefined && Object.keys(rest).every((name) => name === 'contents')) return rest;
  const request = vertexOnly.strip(whole ?? rest) as Json;
  return { generateContentRequest: { ...request, model: `models/${upstreamId}` } };
}
