import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxChannel } from '../channels/configured-channels.ts';
import { channelView } from './channel-view.ts';

describe('a channel as operators see it', () => {
  it('is shown as it is stored where it cannot be used, so that a change of one field keeps the others', () => {
    const stored = {
      entry: {
        id: 'away',
        provider: 'of-a-later-version',
        tier: 'value' as const,
        priority: 7,
        enabled: true,
        models: { 'nano-banana': ['an-id'] },
        settings: { location: 'eu' },
        tags: ['spare'],
        limits: { requests_per_minute: 30, concurrency: 2 },
        cost: { 'nano-banana': { '1K': 0.0391, failed: 0.001 } },
      },
      credentials: [],
      version: 3,
      createdAtMs: 1,
      updatedAtMs: 2,
    };
    const seen = channelView({ channel: undefined, stored }, undefined, 10);
    assert.equal(seen.usable, false);
    assert.deepEqual(seen.models, stored.entry.models);
    assert.deepEqual(seen.settings, { location: 'eu' });
    assert.deepEqual(seen.tags, ['spare']);
    assert.deepEqual(seen.limits, { requests_per_minute: 30, concurrency: 2 });
    assert.deepEqual(seen.cost, { 'nano-banana': { tiers_micros: { '1K': 39_100 }, failed_micros: 1_000 } });
  });

  it('tells what it can do by the names that configure it, wherever it is configured', () => {
    const capabilities = { maxReferences: 4, maxReferenceBytes: 7_000_000, severalReferences: true };
    const channel = { ...sandboxChannel('http://sandbox.test'), capabilities };
    const seen = channelView({ channel, stored: undefined }, undefined, 10);
    assert.deepEqual(seen.capabilities, {
      max_references: 4,
      max_reference_bytes: 7_000_000,
      several_references: true,
    });
  });
});
