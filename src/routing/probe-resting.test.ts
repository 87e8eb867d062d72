import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../channels/channel-entry.ts';
import { createOutbound } from '../lib/outbound.ts';
import geminiApi from '../providers/gemini-api.ts';
import { createProber } from './probe-resting.ts';
import { catalog, channelsOf, testRouter } from './routing.test.kit.ts';

const upstream = 'gemini-3.1-flash-image';

describe('free calls to channels that rest', () => {
  let emulator: Emulator;
  const outbound = createOutbound({ allow: [] });
  before(async () => {
    emulator = await startEmulator({ keys: ['good'] });
  });
  after(async () => {
    outbound.close();
    await emulator.close();
  });

  function resting(entry: Partial<ChannelEntry>) {
    const channels = channelsOf({ id: 'a', base_url: emulator.url, ...entry });
    const test = testRouter(channels);
    const { health } = test.router;
    const vitals = health.vitals('a', upstream);
    const codes: string[] = [];
    const probe = createProber({
      health,
      catalog,
      outbound,
      channels: () => channels,
      providers: new Map([[geminiApi.name, geminiApi]]),
      clock: test.clock,
      onProbe: (_, code) => codes.push(code),
    });
    const fail = (cause: 'denied' | 'model_gone' | 'failed') =>
      vitals.circuit.leave(cause, vitals.circuit.enter(), test.clock.ms);
    return { ...test, circuit: vitals.circuit, codes, probe, fail };
  }

  it('let the next request try as soon as the credential is accepted', async () => {
    const { circuit, clock, codes, probe, fail } = resting({ credential: 'good' });
    for (let times = 0; times < 6; times += 1) {
      fail('denied');
      clock.ms = circuit.openUntilMs;
    }
    fail('denied');
    assert.equal(circuit.openUntilMs - clock.ms, 60_000);
    await probe();
    assert.deepEqual(codes, ['accepted']);
    assert.equal(circuit.state(clock.ms), 'half_open');
  });

  it('keep a channel closed off whose credential is still refused', async () => {
    const { circuit, clock, codes, probe, fail } = resting({ credential: 'bad' });
    fail('denied');
    await probe();
    assert.deepEqual(codes, ['upstream_denied']);
    assert.equal(circuit.state(clock.ms), 'open');
  });

  it('are not believed a second time when the request they let through failed', async () => {
    const { circuit, clock, codes, probe, fail } = resting({ credential: 'good' });
    fail('denied');
    await probe();
    fail('denied');
    const until = circuit.openUntilMs;
    clock.ms += 2_500 - (clock.ms % 1);
    circuit.openUntilMs = Math.max(until, clock.ms + 10_000);
    await probe();
    assert.deepEqual(codes, ['accepted', 'accepted']);
    assert.equal(circuit.state(clock.ms), 'open');
  });

  it('come less and less often the longer it rests', async () => {
    const { circuit, clock, codes, probe, fail } = resting({ credential: 'bad' });
    fail('denied');
    for (; clock.ms < 3_600_000; clock.ms += 1_000) {
      circuit.openUntilMs = clock.ms + 60_000;
      await (codes.length > 500 ? Promise.resolve() : probe());
    }
    assert.ok(codes.length > 60 && codes.length < 150, String(codes.length));
  });

  it('come as often as before where the clock is set back', async () => {
    const { circuit, clock, codes, probe, fail } = resting({ credential: 'bad' });
    clock.ms = 7_200_000;
    for (let times = 0; times < 3; times += 1) fail('denied');
    await probe();
    clock.ms -= 3_600_000;
    await probe();
    assert.equal(circuit.state(clock.ms), 'half_open');
    fail('denied');
    clock.ms += 2_000;
    await probe();
    assert.deepEqual(codes, ['upstream_denied', 'upstream_denied']);
  });

  it('are not made for an outage, nor where they are switched off', async () => {
    const outage = resting({ credential: 'good' });
    for (let times = 0; times < 5; times += 1) outage.fail('failed');
    await outage.probe();
    const off = resting({ credential: 'good', probe: false });
    off.fail('model_gone');
    await off.probe();
    assert.deepEqual([...outage.codes, ...off.codes], []);
    assert.equal(emulator.requests.filter(({ path }) => path.endsWith(':generateContent')).length, 0);
  });
});
