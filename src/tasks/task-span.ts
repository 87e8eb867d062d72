import type { Ticket } from '../admission/accept.ts';
import { during, resumeTrace } from '../lib/tracing/trace.ts';

/** Performs a task in a span below that of the request that handed it in, perhaps long before and elsewhere. */
export function inTaskSpan<Result>(
  ticket: Ticket,
  perform: (ticket: Ticket) => Promise<Result>,
): Promise<Result> {
  const { id, fence, request } = ticket;
  const trace = resumeTrace(request.trace, () => ({
    name: `perform ${request.model}`,
    kind: 'consumer',
    facts: {
      'plantain.generation.id': id,
      'plantain.model': request.model,
      'plantain.protocol': request.protocol,
      'plantain.run': fence,
    },
  }));
  return trace ? during(trace, () => perform({ trace, ...ticket })) : perform(ticket);
}
