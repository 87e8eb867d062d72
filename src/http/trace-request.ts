import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GenerationRequest } from '../generation/request.ts';
import { receiveTrace, type Trace } from '../lib/tracing/trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where a tracer is registered. */
    trace?: Trace;
  }
}

/** Answers in a span of the request's own, which ends with the connection's last byte of it. */
export function traceRequest<Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: () => Promise<Result>,
): Promise<Result> {
  const trace = receiveTrace(request.headers, () => ({
    // The route, not the path: paths hold names that open things.
    name: `${request.method} ${request.routeOptions.url}`,
    kind: 'server',
    facts: {
      'http.request.method': request.method,
      'http.route': request.routeOptions.url,
      'plantain.protocol': request.routeOptions.config.protocol,
      'plantain.request.id': request.id,
    },
  }));
  if (!trace) return answer();
  request.trace = trace;
  reply.raw.once('close', () => {
    const status = reply.raw.statusCode;
    const generation = reply.getHeader('x-plantain-generation');
    trace.note({
      'http.response.status_code': status,
      ...(typeof generation === 'string' ? { 'plantain.generation.id': generation } : {}),
    });
    if (status >= 500) trace.fail(String(status));
    else if (!reply.raw.writableFinished) trace.fail('cut');
    trace.end();
  });
  return trace.run(answer);
}

/** Adds to the span of a request what it asks for. */
export function noteRequest(trace: Trace, { model, requestedModel }: GenerationRequest): void {
  trace.note({
    'plantain.model': model,
    'gen_ai.operation.name': 'generate_content',
    'gen_ai.request.model': requestedModel,
  });
}

/** A task is performed later, perhaps elsewhere: where its trace goes on stands in its row. */
export function withTrace(request: GenerationRequest, trace: Trace | undefined): GenerationRequest {
  const headers = request.kind === 'async-image' ? trace?.headers : undefined;
  return headers ? { trace: headers, ...request } : request;
}
