import { resumeTrace } from '../../lib/tracing/trace.ts';
import type { TraceHeaders } from '../../lib/tracing/trace-headers.ts';
import type { ClaimedEvent } from './claim-events.ts';
import type { PostAnswer } from './post-event.ts';

/**
 * One POST of a callback in a span below the request that handed in its task. The receiver is not told the trace: it is
 * a stranger's server, and what it asks us later is no part of this.
 */
export async function inCallbackSpan(
  event: ClaimedEvent,
  above: TraceHeaders | undefined,
  send: () => Promise<PostAnswer>,
): Promise<PostAnswer> {
  const trace = resumeTrace(above, () => ({
    name: 'POST callback',
    kind: 'client',
    facts: {
      'http.request.method': 'POST',
      // Not the URL: clients put secrets into it.
      'server.address': event.host.replace(/:\d+$/, ''),
      'plantain.callback.id': event.id,
      'plantain.callback.attempt': event.attempts + 1,
      'plantain.generation.id': event.generationId,
    },
  }));
  if (!trace) return send();
  const answer = await trace.run(send);
  trace.note({ 'http.response.status_code': answer.status });
  if (answer.status === undefined) trace.fail('no_answer');
  else if (answer.status >= 300) trace.fail(String(answer.status));
  trace.end();
  return answer;
}
