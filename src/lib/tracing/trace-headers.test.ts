import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTraceHeaders, writeTraceHeaders } from './trace-headers.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const good = `00-${traceId}-${spanId}-01`;
const written = (traceparent: string, tracestate?: string) => {
  const place = readTraceHeaders({ traceparent, tracestate });
  return place && writeTraceHeaders(place);
};

describe('W3C Trace Context', () => {
  it('is read and written again with its ids, its sampling and its state', () => {
    assert.deepEqual(written(good, 'vendor=a, other@x=b'), {
      traceparent: good,
      tracestate: 'vendor=a,other@x=b',
    });
    const unsampled = `00-${traceId}-${spanId}-00`;
    assert.deepEqual(written(unsampled), { traceparent: unsampled });
  });

  it('of a later version is read as far as it is known', () => {
    assert.deepEqual(written(`cc-${traceId}-${spanId}-09-more`), { traceparent: good });
    assert.deepEqual(written(`cc-${traceId}-${spanId}-01`), { traceparent: good });
  });

  it('that is malformed counts as none', () => {
    const malformed = [
      '',
      '00',
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `ff-${traceId}-${spanId}-01`,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      `00-${traceId}0-${spanId}-01`,
      `00-${traceId.slice(1)}-${spanId}-01`,
      `00-${traceId}-${spanId}-1`,
      `00-${traceId}-${spanId}-0g`,
      `00-${traceId}-${spanId}-01-more`,
      `cc-${traceId}-${spanId}-01more`,
      `0-${traceId}-${spanId}-01`,
      ` ${good}`,
      `${good}\r\nx-injected: 1`,
      `${good}, ${good}`,
      good.replaceAll('-', '_'),
      'a'.repeat(10_240),
    ];
    for (const traceparent of malformed) assert.equal(written(traceparent), undefined, traceparent);
    assert.equal(readTraceHeaders({}), undefined);
  });

  it('keeps nothing of a state that is malformed or longer than 512 characters', () => {
    for (const state of ['no equals sign', 'a=b\r\nc=d', `a=${'b'.repeat(511)}`, 'A=b', '=b']) {
      assert.deepEqual(written(good, state), { traceparent: good }, state);
    }
  });
});
