import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';
import { cancelFlight } from './flights.ts';
import { waitForEnd } from './wait.ts';

const receipt = {
  id: 'gen',
  state: 'running',
  request: { references: [], count: 1 },
  referenceNotes: [],
  outputs: [],
} as unknown as Receipt;
const call = { id: 7, progressToken: undefined, arguments: {} };

const wait = {
  wait_seconds: 45,
  async *follow() {
    for (;;) yield receipt;
  },
};

function waiting() {
  const cancelled: string[] = [];
  const input = {
    caller: { keyId: 'key' },
    headers: { accept: 'application/json, text/event-stream' },
    cancel: async (id: string) => void cancelled.push(id),
  } as unknown as RouteInput;
  return { input, cancelled };
}

const stepsOf = ({ body: [part] }: WireAnswer) =>
  (part as { live: AsyncIterable<unknown> }).live[Symbol.asyncIterator]();

test('an answer whose client left before its first byte leaves nothing behind that waits', async () => {
  const { input, cancelled } = waiting();
  await waitForEnd(input, call, receipt, wait);
  await cancelFlight(input, call.id);
  assert.deepEqual(cancelled, []);
});

test('a call is found by a cancellation from its first byte until its client leaves', async () => {
  const { input, cancelled } = waiting();
  const steps = stepsOf(await waitForEnd(input, call, receipt, wait));
  await steps.next();
  await cancelFlight(input, call.id);
  assert.deepEqual(cancelled, ['gen']);
  await steps.return?.();
  await cancelFlight(input, call.id);
  assert.deepEqual(cancelled, ['gen']);
});
