import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailureCode } from '../generation/failure.ts';
import type { Attempt } from '../generation/outcome.ts';
import { withCosts } from './attempt-cost.ts';
import type { Channel } from './channel.ts';

const cost = { 'nano-banana-2': { tiers: { '1K': 67_000, '2K': 101_000 }, failedMicros: 1_000 } };
const costly = { id: 'costly', cost } as unknown as Channel;

function costOf(result: 'delivered' | FailureCode, more: Partial<Attempt> = {}): number | undefined {
  const attempt = {
    slot: 1,
    number: 1,
    channel: 'costly',
    upstreamModel: 'id',
    startedAtMs: 0,
    endedAtMs: 1,
  };
  const [costed] = withCosts([{ ...attempt, result, ...more }], {
    model: 'nano-banana-2',
    channels: [costly],
    tiers: new Map([[2, ['1K']]]),
    askedTier: '2K',
  });
  return costed?.costMicros;
}

test('an attempt is booked at the pictures it made, delivered or not, by their size where it is known', () => {
  assert.equal(costOf('delivered', { slot: 2 }), 67_000);
  assert.equal(costOf('delivered'), 101_000);
  assert.equal(costOf('not_as_asked', { arrived: ['1K'] }), 67_000);
  assert.equal(costOf('archive_unavailable', { arrived: ['1K', '2K'] }), 168_000);
  for (const code of [
    'archive_unavailable',
    'upstream_timeout',
    'upstream_truncated',
    'interrupted',
  ] as const) {
    assert.equal(costOf(code), 101_000, code);
  }
});

test('an attempt that certainly made no picture is booked as a failure, and one of a channel without costs as nothing', () => {
  for (const code of ['content_blocked', 'upstream_denied', 'upstream_unavailable'] as const) {
    assert.equal(costOf(code), 1_000, code);
  }
  assert.equal(costOf('delivered', { channel: 'another' }), 0);
});
