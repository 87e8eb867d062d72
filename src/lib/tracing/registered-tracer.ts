import { setTimeout } from 'node:timers/promises';
import { context, ProxyTracerProvider, type Tracer, trace as traces } from '@opentelemetry/api';

/** Under this name the spans of this program are found. */
const scope = 'plantain';

/** Of the SDK that the operator loaded; undefined without one, and then nothing else is done. */
export function registeredTracer(): Tracer | undefined {
  const provider = traces.getTracerProvider();
  // This module's own stand-in, as long as there is nothing behind it.
  if (provider instanceof ProxyTracerProvider) return provider.getDelegateTracer(scope);
  return provider.getTracer(scope);
}

/** The ids of the span that is active by the SDK's context manager, for log lines. */
export function activeIds(): { trace_id?: string; span_id?: string } {
  const span = traces.getSpan(context.active());
  if (!span) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}

/** Has the SDK send what it holds, before the process ends. An exporter without its server is not waited for. */
export async function flushTraces(limitMs: number): Promise<void> {
  const provider: object = traces.getTracerProvider();
  const behind = provider instanceof ProxyTracerProvider ? provider.getDelegate() : delegateOf(provider);
  if (!('forceFlush' in behind) || typeof behind.forceFlush !== 'function') return;
  const limit = new AbortController();
  const late = setTimeout(limitMs, undefined, { signal: limit.signal });
  await Promise.race([Promise.resolve(behind.forceFlush()), late]).catch(() => undefined);
  limit.abort();
  await late.catch(() => undefined);
}

/** The stand-in of another copy of the API. */
const delegateOf = (provider: object): object =>
  'getDelegate' in provider && typeof provider.getDelegate === 'function' ? provider.getDelegate() : provider;
