import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Circuit, type Verdict } from './circuit.ts';

function call(circuit: Circuit, verdict: Verdict | undefined, nowMs: number, retryDelayMs?: number): boolean {
  if (!circuit.passes(nowMs)) return false;
  circuit.leave(verdict, circuit.enter(), nowMs, retryDelayMs);
  return true;
}

describe('the circuit of a channel', () => {
  it('opens within five calls of an outage and wastes one call per wait from then on', () => {
    const circuit = new Circuit();
    let wasted = 0;
    for (let nowMs = 0; nowMs < 600_000; nowMs += 10) if (call(circuit, 'failed', nowMs)) wasted += 1;
    // Five to open, then 1 s, 2 s and 4 s between probes for ten minutes.
    assert.ok(wasted <= 5 + 2 + 600 / 4, String(wasted));
    const early = new Circuit();
    let before = 0;
    while (call(early, 'failed', 0)) before += 1;
    assert.equal(before, 5);
  });

  it('closes with the first call that succeeds after the outage, at most four seconds later', () => {
    const circuit = new Circuit();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) call(circuit, 'failed', nowMs);
    let closedAtMs = 60_000;
    while (circuit.state(closedAtMs) !== 'closed') {
      call(circuit, 'answered', closedAtMs);
      closedAtMs += 10;
    }
    assert.ok(closedAtMs - 60_000 <= 5_000, String(closedAtMs));
  });

  it('opens when half of the last calls fail though never five in a row', () => {
    const circuit = new Circuit();
    let calls = 0;
    while (call(circuit, calls % 2 === 0 ? 'failed' : 'answered', 0)) calls += 1;
    assert.ok(calls <= 20, String(calls));
  });

  it('makes no call within the delay the upstream asked for, and none of absurd length', () => {
    const circuit = new Circuit();
    call(circuit, 'rate_limited', 0, 7_000);
    assert.equal(circuit.state(6_999), 'open');
    assert.equal(circuit.state(7_000), 'half_open');
    call(circuit, 'rate_limited', 7_000, 1e12);
    assert.equal(circuit.state(7_000 + 300_000), 'half_open');
    const negative = new Circuit();
    call(negative, 'rate_limited', 0, -5);
    assert.equal(negative.state(999), 'open');
  });

  it('lets one call at a time through while it is half open, and keeps its own counsel when that says nothing', () => {
    const circuit = new Circuit();
    call(circuit, 'model_gone', 0);
    assert.equal(circuit.passes(1_000), true);
    const isProbe = circuit.enter();
    assert.equal(circuit.passes(1_000), false);
    circuit.leave(undefined, isProbe, 1_500);
    assert.equal(circuit.state(1_500), 'half_open');
    assert.equal(circuit.passes(1_500), true);
  });

  it('opens at once for a retired model and for a refused credential', () => {
    for (const verdict of ['model_gone', 'denied'] as const) {
      const circuit = new Circuit();
      call(circuit, verdict, 0);
      assert.equal(circuit.passes(500), false, verdict);
    }
  });

  it('ignores what set out before it opened', () => {
    const circuit = new Circuit();
    for (let index = 0; index < 5; index += 1) circuit.leave('failed', false, 0);
    circuit.leave('answered', false, 10);
    assert.equal(circuit.state(20), 'open');
  });

  it('keeps to the longest wait that calls on their way at the same time were asked for', () => {
    const circuit = new Circuit();
    circuit.leave('rate_limited', false, 0, 2_000);
    circuit.leave('rate_limited', false, 5, 6_000);
    circuit.leave('rate_limited', false, 10, 1_000);
    assert.equal(circuit.passes(6_004), false);
    assert.equal(circuit.isWorthTrying(6_004), false);
    assert.equal(circuit.passes(6_005), true);
  });

  it('waits no longer than it would where the clock is set back by an hour', () => {
    const hourMs = 3_600_000;
    const failing = new Circuit();
    // Twenty calls in a row: not even a request with nowhere else to go is tried on it.
    for (let times = 0; times < 20; times += 1) failing.leave('failed', failing.enter(), hourMs + times);
    assert.equal(failing.state(hourMs + 20), 'open');
    assert.equal(failing.state(20), 'half_open');
    assert.equal(failing.backAtMs(20), 20);
    assert.equal(call(failing, 'answered', 20), true);
    assert.equal(failing.state(20), 'closed');

    const delayed = new Circuit();
    call(delayed, 'rate_limited', hourMs, 60_000);
    assert.equal(delayed.isWorthTrying(hourMs + 59_999), false);
    assert.equal(delayed.isWorthTrying(59_999), true);
    // One that set out before it opened brings the news that the upstream wants to be left alone.
    delayed.leave('rate_limited', false, 1_000, 7_000);
    assert.equal(delayed.openUntilMs, 8_000);
    assert.equal(delayed.state(7_999), 'open');
    assert.equal(delayed.state(8_000), 'half_open');
  });
});
