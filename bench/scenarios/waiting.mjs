import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../load/drive.mjs';
import { residentMb } from '../measure/process-figures.mjs';
import { sizes } from '../picture.mjs';

export const name = 'waiting';

/** As many as one key may have under way. */
const count = 1_000;

const load = { sizeBytes: sizes.small };

/**
 * What each request that waits for a slow upstream holds in memory. A process of its own each round: a second time it
 * would find the room the first one took.
 */
export function run({ alternate, stubOrigin, isQuick, startApart }) {
  const plan = { contenders: [{ name: 'plantain' }], rounds: isQuick ? 1 : 3, title: `${count} waiting` };
  let round = 0;
  return alternate(plan, async () => {
    round += 1;
    const gateway = await startApart(`waiting-${round}`, {});
    try {
      return await measure(gateway, { stubOrigin, isQuick });
    } finally {
      await gateway.stop();
    }
  });
}

async function measure(gateway, { stubOrigin, isQuick }) {
  // All of them have come long before.
  const holdMs = isQuick ? 5_000 : 8_000;
  await drive(gateway, { ...load, connections: 32, durationMs: isQuick ? 1_500 : 4_000 });
  await sleep(1_000);
  const restMb = residentMb(gateway.pids);
  const driven = drive(gateway, {
    ...load,
    connections: count,
    requests: count,
    wish: { gather: count + 1, delayMs: holdMs },
  });
  const waiting = await untilWaiting(stubOrigin, count, holdMs - 1_000);
  await sleep(500);
  const waitingMb = residentMb(gateway.pids);
  const { answers, failures, firstFailure } = await driven;
  const kbEach = ((waitingMb - restMb) * 1_000) / waiting;
  return { restMb, waitingMb, waiting, kbEach, answers, failures, firstFailure };
}

async function untilWaiting(stubOrigin, count, limitMs) {
  for (const endsAt = performance.now() + limitMs; ; await sleep(100)) {
    const { waiting } = await (await fetch(stubOrigin)).json();
    if (waiting === count || performance.now() > endsAt) return waiting;
  }
}
