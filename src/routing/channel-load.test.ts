import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChannelLoad } from './channel-load.ts';

const limits = { requestsPerMinute: 10 };
const startMs = Date.UTC(2026, 10, 23, 12);
const hourMs = 3_600_000;

/** At its limit of calls per minute. */
function fullLoad(): ChannelLoad {
  const load = new ChannelLoad();
  for (let call = 0; call < limits.requestsPerMinute; call += 1) {
    load.enter(startMs);
    load.leave();
  }
  return load;
}

describe('the calls per minute of a channel', () => {
  it('are allowed again a minute after they were made', () => {
    const load = fullLoad();
    assert.match(load.refusal(limits, startMs + 59_000) ?? '', /10 calls per minute/);
    assert.equal(load.refusal(limits, startMs + 60_000), undefined);
  });

  it('are no more and no later allowed where the clock is set back by an hour', () => {
    const load = fullLoad();
    const backMs = startMs - hourMs;
    assert.match(load.refusal(limits, backMs) ?? '', /10 calls per minute/);
    assert.match(load.refusal(limits, backMs + 59_000) ?? '', /10 calls per minute/);
    assert.equal(load.refusal(limits, backMs + 60_000), undefined);
    load.enter(backMs + 60_000);
    assert.equal(load.lastMinute(backMs + 119_000), 1);
    assert.equal(load.lastMinute(backMs + 120_000), 0);
  });
});
