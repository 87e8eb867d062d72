import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, Histogram, Registry } from 'prom-client';
import { joinFigures } from './join-figures.ts';

function figuresOf(worker: number, requests: number): Promise<string> {
  const registry = new Registry();
  registry.setDefaultLabels({ worker: String(worker) });
  const registers = [registry];
  new Counter({ name: 'requests_total', help: 'Requests.', labelNames: ['route'], registers }).inc(
    { route: '/a # b' },
    requests,
  );
  new Histogram({ name: 'seconds', help: 'Time.', buckets: [1], registers }).observe(requests);
  return registry.metrics();
}

test('figures of several processes are one text: each metric is described once, and every sample names its worker', async () => {
  const text = joinFigures([await figuresOf(1, 2), await figuresOf(2, 40), 'nothing that is a metric\n']);
  assert.equal(
    text,
    [
      '# HELP requests_total Requests.',
      '# TYPE requests_total counter',
      'requests_total{route="/a # b",worker="1"} 2',
      'requests_total{route="/a # b",worker="2"} 40',
      '',
      '# HELP seconds Time.',
      '# TYPE seconds histogram',
      'seconds_bucket{le="1",worker="1"} 0',
      'seconds_bucket{le="+Inf",worker="1"} 1',
      'seconds_sum{worker="1"} 2',
      'seconds_count{worker="1"} 1',
      'seconds_bucket{le="1",worker="2"} 0',
      'seconds_bucket{le="+Inf",worker="2"} 1',
      'seconds_sum{worker="2"} 40',
      'seconds_count{worker="2"} 1',
      '',
    ].join('\n'),
  );
});
