import { Failure } from '../../generation/failure.ts';
import type { CountWork } from '../../generation/provider.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { collect } from '../../lib/http-client/collect.ts';
import type { HttpRequest } from '../../lib/http-client/http-client.ts';
import { looseJson } from '../../lib/loose-json.ts';
import { askedWaitMs } from './asked-wait.ts';
import { googleFailure, toldStatus } from './google-failure.ts';
import { geminiOnly, vertexOnly } from './native-fields.ts';
import { allTimeLeft } from './time-left.ts';
import { transferFailure } from './transfer-failure.ts';

/** Far above any count. */
const answerLimitBytes = 1_048_576;

type Json = Record<string, unknown>;

/** Sends a `countTokens` body and reads the small answer. */
export async function countGoogleTokens(work: CountWork, request: HttpRequest): Promise<unknown> {
  try {
    const { status, headers, body } = await collect(
      work,
      { ...request, method: 'POST', timeouts: allTimeLeft(work) },
      { maxBytes: answerLimitBytes },
    );
    const refused = (code: number) =>
      googleFailure(
        code,
        body.toString(),
        work.isNative ? work.body : undefined,
        askedWaitMs(headers, work.clock),
      );
    if (status !== 200) throw refused(status);
    const count = looseJson(body) as { error?: unknown } | null | undefined;
    // Relays tell errors behind a 200 (gemini-upstream §2.1), and quote the key in them.
    if (count?.error) throw refused(toldStatus(count.error));
    if (typeof count === 'object' && count !== null) return count;
    throw new Failure('upstream_truncated', { internal: `no count: ${body.toString('utf8', 0, 500)}` });
  } catch (error) {
    throw transferFailure(error);
  }
}

/**
 * The Gemini API counts `contents` alone, or a whole request that names its model again. Clients in Vertex mode
 * put the parts of the request beside `contents`, which it would refuse. Where both forms are sent it is sent both,
 * and says itself what it makes of them.
 */
export function geminiCountBody(skeleton: unknown, upstreamId: string): unknown {
  const { whole, rest } = partsOf(skeleton);
  if (!whole && Object.keys(rest).every((name) => name === 'contents')) return rest;
  const request = vertexOnly.strip(whole ?? rest) as Json;
  const generateContentRequest = { ...request, model: `models/${upstreamId}` };
  return whole ? { ...rest, generateContentRequest } : { generateContentRequest };
}

/** What a generation has beside these says nothing of its tokens, and Vertex refuses it in a count. */
const vertexCounted = ['contents', 'systemInstruction', 'tools', 'generationConfig'];

/** Vertex counts the parts of a request side by side, and knows no whole one. */
export function vertexCountBody(skeleton: unknown): unknown {
  const { whole = {}, rest } = partsOf(skeleton);
  const request = geminiOnly.strip({ ...whole, ...rest }) as Json;
  return Object.fromEntries(
    Object.entries(request).filter(([name]) => vertexCounted.includes(toCamelCase(name))),
  );
}

function partsOf(skeleton: unknown): { readonly whole?: Json; readonly rest: Json } {
  const { generateContentRequest, generate_content_request, ...rest } = skeleton as Json;
  const whole = generateContentRequest ?? generate_content_request;
  return whole === undefined ? { rest } : { whole: whole as Json, rest };
}
