import type { EngineRequest } from '../generation/engine.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { RouteInput, WireChoice } from '../generation/route-input.ts';
import { hashRequest, readIdempotencyKey } from './idempotency-key.ts';
import { noteRequest, withTrace } from './trace-request.ts';

/** An Idempotency-Key is compared by what the request means: its canonical form and the wanted answer. */
export async function newRequest(
  { requestId, caller, headers, trace }: Pick<RouteInput, 'requestId' | 'caller' | 'headers' | 'trace'>,
  request: GenerationRequest,
  choice: WireChoice,
): Promise<EngineRequest> {
  const key = readIdempotencyKey(headers['idempotency-key']);
  const claim = key === undefined ? {} : { claim: { key, bodyHash: await hashRequest(request, choice) } };
  if (!trace) return { id: requestId, request, caller, choice, ...claim };
  noteRequest(trace, request);
  return { id: requestId, request: withTrace(request, trace), caller, choice, trace, ...claim };
}
