import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startRecordedGateway, type TracedGateway } from '../tracing/traced-gateway.test.kit.ts';

describe('without a tracer', () => {
  let gateway: TracedGateway;
  before(async () => {
    gateway = await startRecordedGateway();
  });
  after(() => gateway.close());

  it('a client’s place in a trace goes nowhere: not upstream, not into a line of the log', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: 'client=1' };
    const body = { model: 'nano-banana-2', prompt: 'a picture' };
    assert.equal((await gateway.post('/v1/images/generations', body, headers)).status, 200);
    const native = { contents: [{ role: 'user', parts: [{ text: 'native' }] }] };
    const path = '/v1beta/models/nano-banana-2:generateContent';
    assert.equal((await gateway.post(path, native, headers)).status, 200);
    assert.equal(gateway.recording.seen.length, 2);
    assert.ok(!JSON.stringify(gateway.recording.seen).includes(traceId));
    assert.ok(!gateway.logText().includes('trace'));
  });
});
