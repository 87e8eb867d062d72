import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { context, trace as traces } from '@opentelemetry/api';
import { createLog } from '../../src/lib/log.ts';
import { flushTraces } from '../../src/lib/tracing/registered-tracer.ts';
import { during, receiveTrace, resumeTrace } from '../../src/lib/tracing/trace.ts';
import { type EndedSpan, type RecordedSpans, recordSpans } from './recorded-spans.test.kit.ts';

describe('with the context manager of an SDK', () => {
  let spans: RecordedSpans;
  before(() => {
    spans = recordSpans();
    spans.followContext();
  });
  after(() => spans.stop());

  const start = (name: string) => () => ({ name, kind: 'internal' as const });
  const ended = (name: string) => spans.ended.find((span) => span.name === name) as EndedSpan;
  /** As an instrumentation of the operator's choice would. */
  const instrumented = (work: () => void) => {
    const span = traces.getTracer('instrumentation').startSpan('instrumentation');
    context.with(traces.setSpan(context.active(), span), work);
    span.end();
    return span.spanContext();
  };

  it('a request goes on from the active span, and what the client named is that span’s to know', () => {
    const above = instrumented(() => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      receiveTrace({ traceparent }, start('request'))?.end();
    });
    assert.equal(ended('request').parentSpanContext?.spanId, above.spanId);
  });

  it('what nobody waits for does not: it is begun by whatever is under way', () => {
    instrumented(() => resumeTrace(undefined, start('background'))?.end());
    assert.equal(ended('background').parentSpanContext, undefined);
  });

  it('lines of the log name the span they are written in, also later in its work', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.info('before');
    const trace = resumeTrace(undefined, start('work'));
    assert.ok(trace);
    const failed = during(trace, async () => {
      await setImmediate();
      log.info('within');
      throw Object.assign(new Error('canary'), { code: 'ECANARY' });
    });
    await assert.rejects(failed);
    const told = lines.map((line) => JSON.parse(line) as { trace_id?: string; span_id?: string });
    const { traceId, spanId } = ended('work').spanContext();
    assert.deepEqual(
      told.map(({ trace_id, span_id }) => [trace_id, span_id]),
      [
        [undefined, undefined],
        [traceId, spanId],
      ],
    );
    const { status, attributes } = ended('work');
    assert.deepEqual([status, attributes], [{ code: 2 }, { 'error.type': 'ECANARY' }]);
  });

  it('the end of a process has the SDK send what it holds, and waits for no more than its limit', async () => {
    await flushTraces(60_000);
    assert.equal(spans.flushes(), 1);
    const release = spans.hangFlushes();
    await flushTraces(1);
    assert.equal(spans.flushes(), 2);
    release();
  });
});
