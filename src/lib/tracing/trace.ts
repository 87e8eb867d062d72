import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace as traces,
} from '@opentelemetry/api';
import { registeredTracer } from './registered-tracer.ts';
import { readTraceHeaders, type TraceHeaders, writeTraceHeaders } from './trace-headers.ts';

export type SpanFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span to begin. Names and facts may be read by anybody: nothing a client wrote freely, no secret. */
export interface SpanStart {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  readonly facts?: SpanFacts;
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * A span under way. It is handed on to whatever belongs below it, so nothing depends on a context manager. Where
 * nothing is traced there is none, and `undefined` is handed on.
 */
export class Trace {
  private readonly tracer: Tracer;
  private readonly span: Span;
  private readonly context: Context;

  constructor(tracer: Tracer, above: Context, { name, kind, facts = {} }: SpanStart) {
    this.tracer = tracer;
    this.span = tracer.startSpan(name, { kind: kinds[kind], attributes: { ...facts } }, above);
    this.context = traces.setSpan(above, this.span);
  }

  begin(start: SpanStart): Trace {
    return new Trace(this.tracer, this.context, start);
  }

  note(facts: SpanFacts): void {
    this.span.setAttributes({ ...facts });
  }

  /** `type`: a short word of ours for what went wrong; messages may tell what a client wrote. */
  fail(type: string): void {
    this.span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.span.end();
  }

  /** Undefined where the SDK was told to trace nothing of this. */
  get headers(): TraceHeaders | undefined {
    const place = this.span.spanContext();
    return isSpanContextValid(place) ? writeTraceHeaders(place) : undefined;
  }

  /** For log lines. */
  get ids(): { trace_id: string; span_id: string } {
    const { traceId, spanId } = this.span.spanContext();
    return { trace_id: traceId, span_id: spanId };
  }

  /** With the span as the active one, for whatever else looks for it there; without a context manager a plain call. */
  run<Result>(work: () => Result): Result {
    return context.with(this.context, work);
  }
}

/**
 * A trace for an incoming request: below the span that is active already, else below the one the client named. Undefined
 * when no tracer is registered.
 */
export function receiveTrace(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  start: () => SpanStart,
): Trace | undefined {
  const tracer = registeredTracer();
  if (!tracer) return undefined;
  const active = context.active();
  return new Trace(tracer, traces.getSpan(active) ? active : remote(headers), start());
}

/** A trace for work that nobody waits for: it goes on below `above`, else it is a new one. */
export function resumeTrace(above: TraceHeaders | undefined, start: () => SpanStart): Trace | undefined {
  const tracer = registeredTracer();
  // Not below the active span: work of this kind is begun by whatever happens to be under way.
  return tracer && new Trace(tracer, above ? remote({ ...above }) : ROOT_CONTEXT, start());
}

function remote(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Context {
  const place = readTraceHeaders(headers);
  return place ? traces.setSpanContext(ROOT_CONTEXT, place) : ROOT_CONTEXT;
}

/** Does it in a span below `above`, which fails when it does; just does it where there is no trace. */
export function inSpan<Result>(
  above: Trace | undefined,
  start: () => SpanStart,
  work: (trace: Trace | undefined) => Promise<Result>,
): Promise<Result> {
  return above ? during(above.begin(start()), work) : work(undefined);
}

/** Does it, and ends the trace. */
export async function during<Result>(trace: Trace, work: (trace: Trace) => Promise<Result>): Promise<Result> {
  try {
    return await trace.run(() => work(trace));
  } catch (error) {
    trace.fail(typeOf(error));
    throw error;
  } finally {
    trace.end();
  }
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
