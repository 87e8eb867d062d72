import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../load/drive.mjs';
import { startPinging } from '../load/ping.mjs';
import { takeLoopDelay } from '../measure/loop-delay.mjs';
import { cpuMs, peakMb, resetPeak, residentMb } from '../measure/process-figures.mjs';
import { percentile } from '../measure/statistics.mjs';
import { sizes } from '../picture.mjs';

export const name = 'manyInFlight';

const cases = [
  { count: 1, rounds: 3, quickRounds: 2 },
  { count: 100, rounds: 3, quickRounds: 1 },
  { count: 1000, rounds: 2, quickRounds: 0 },
];
/** The naive gateway would need 14 GB and minutes for a thousand. */
const naiveLimit = 100;
/** By then the stub answers those that have come, and the gathered count tells how many. */
const gatherLimitMs = 30_000;

/** Requests that all wait at the upstream and are all answered at the same moment with 8 MB each. */
export async function run({ contenders, stubOrigin, alternate, isQuick }) {
  const figures = {};
  for (const { count, rounds, quickRounds } of cases) {
    if (isQuick && quickRounds === 0) continue;
    const able = contenders.filter((contender) => contender.name !== 'naive' || count <= naiveLimit);
    const plan = { contenders: able, rounds: isQuick ? quickRounds : rounds, title: `${count} in flight` };
    figures[count] = await alternate(plan, (contender) => measure(contender, count, stubOrigin));
  }
  return figures;
}

async function measure(contender, count, stubOrigin) {
  // What the round before left behind is not this round's.
  await sleep(300);
  resetPeak(contender.pids);
  await takeLoopDelay(contender);
  const restMb = residentMb(contender.pids);
  const before = cpuMs(contender.pids);
  const pings = await startPinging(contender.port);
  const done = await drive(contender, {
    sizeBytes: sizes.large,
    connections: count,
    requests: count,
    wish: { gather: count, delayMs: gatherLimitMs },
  });
  const spentMs = cpuMs(contender.pids) - before;
  const { waitsMs, failures: lostPings } = await pings.finish();
  const loop = await takeLoopDelay(contender);
  const { lastGathered } = await (await fetch(stubOrigin)).json();
  return {
    restMb,
    peakMb: peakMb(contender.pids),
    pingP50Ms: percentile(waitsMs, 50),
    pingP99Ms: percentile(waitsMs, 99),
    pingMaxMs: percentile(waitsMs, 100),
    pings: waitsMs.length,
    lostPings,
    loopP99Ms: loop?.p99Ms,
    loopMaxMs: loop?.maxMs,
    gathered: lastGathered,
    answers: done.answers,
    failures: done.failures,
    firstFailure: done.firstFailure,
    wallMs: done.wallMs,
    mbPerCore: done.bytes / 1e3 / spentMs,
  };
}
