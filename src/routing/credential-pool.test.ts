import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Channel } from '../channels/channel.ts';
import { CredentialPool } from './credential-pool.ts';
import { channelsOf } from './routing.test.kit.ts';

const hourMs = 3_600_000;

describe('the credentials of a channel', () => {
  it('rest for a minute once refused, and no longer where the clock is set back', () => {
    const channel = channelsOf({ id: 'a', credentials: ['another'] })[0] as Channel;
    const { id } = channel.credentials[0] as Channel['credentials'][number];
    const pool = new CredentialPool();
    assert.equal(pool.rest(channel, id, 'denied', hourMs), true);
    assert.equal(pool.restingUntilMs(id, hourMs + 59_999), hourMs + 60_000);
    assert.equal(pool.restingUntilMs(id, hourMs + 60_000), undefined);
    assert.equal(pool.restingUntilMs(id, 0), undefined);
    const picked = [pool.pick(channel, 0), pool.pick(channel, 0)];
    assert.deepEqual(new Set(picked), new Set(channel.credentials));
  });
});
