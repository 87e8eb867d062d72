import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RecordedSpans, recordSpans } from './recorded-spans.test.kit.ts';
import { startRecordedGateway, type TracedGateway } from './traced-gateway.test.kit.ts';

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

for (const follows of [false, true]) {
  describe(`log lines, ${follows ? 'with' : 'without'} a context manager`, () => {
    let spans: RecordedSpans;
    let gateway: TracedGateway;
    before(async () => {
      spans = recordSpans();
      if (follows) spans.followContext();
      gateway = await startRecordedGateway();
    });
    after(async () => {
      await gateway.close();
      spans.stop();
    });

    const linesOf = (requestId: string | null): Line[] =>
      gateway
        .logText()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line)
        .filter((line) => line.requestId === requestId);

    it('of a request name its span', async () => {
      const response = await gateway.post('/v1/images/generations', { model: 'nano-banana-2' });
      assert.equal(response.status, 400);
      const requestId = response.headers.get('x-request-id');
      const server = () => spans.ended.find((span) => span.attributes['plantain.request.id'] === requestId);
      await spans.until(() => server() !== undefined);
      const { traceId, spanId } = server()?.spanContext() ?? {};
      const told = linesOf(requestId).map(({ msg, trace_id, span_id }) => [msg, trace_id, span_id]);
      assert.deepEqual(told, [
        ['failure', traceId, spanId],
        ['request', traceId, spanId],
      ]);
    });

    it('outside of contracts name none', async () => {
      const response = await fetch(`${gateway.url}/healthz`);
      await response.text();
      const lines = linesOf(response.headers.get('x-request-id'));
      assert.deepEqual(
        lines.map(({ msg, trace_id }) => [msg, trace_id]),
        [['request', undefined]],
      );
    });

    it('and the spans of requests at the same time stay apart', async () => {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt: `one of ${index}` }),
        ),
      );
      for (const answer of answers) {
        await answer.arrayBuffer();
        const id = answer.headers.get('x-plantain-generation');
        const ofThis = () => spans.ended.filter((span) => span.attributes['plantain.generation.id'] === id);
        await spans.until(() => ofThis().length >= 3);
        assert.equal(new Set(ofThis().map((span) => span.spanContext().traceId)).size, 1);
        assert.deepEqual(
          ofThis()
            .map((span) => span.name)
            .sort(),
          ['POST /v1/images/generations', 'archive', 'generate_content gemini-3.1-flash-image'],
        );
      }
      const traceIds = new Set(spans.ended.map((span) => span.spanContext().traceId));
      assert.ok(traceIds.size >= 12);
    });
  });
}
