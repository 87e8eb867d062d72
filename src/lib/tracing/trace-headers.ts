import { createTraceState, isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/** A place in a trace, as W3C Trace Context writes it. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** Version, trace id, span id, flags. What a later version adds is behind another hyphen. */
const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Nothing for what is malformed: a new trace begins, and nobody is refused for it. */
export function readTraceHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): SpanContext | undefined {
  const { traceparent, tracestate } = headers;
  const parts = typeof traceparent === 'string' ? form.exec(traceparent) : null;
  if (!parts) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = parts;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const place: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    // It keeps what is well-formed, and nothing of more than 512 characters.
    ...(typeof tracestate === 'string' ? { traceState: createTraceState(tracestate) } : {}),
  };
  return isSpanContextValid(place) ? place : undefined;
}

export function writeTraceHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders {
  const flags = (traceFlags & 1).toString(16).padStart(2, '0');
  const tracestate = traceState?.serialize();
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(tracestate ? { tracestate } : {}) };
}
