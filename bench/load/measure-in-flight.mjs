import { setTimeout as sleep } from 'node:timers/promises';
import { takeLoopDelay } from '../measure/loop-delay.mjs';
import { cpuMs, peakMb, resetPeak, residentMb } from '../measure/process-figures.mjs';
import { percentile } from '../measure/statistics.mjs';
import { drive } from './drive.mjs';
import { startPinging } from './ping.mjs';

/** By then the stub answers those that have come, and the gathered count tells how many. */
const gatherLimitMs = 30_000;

/** One burst: requests that all wait at the upstream and are all answered at the same moment. */
export async function measureInFlight(contender, { count, sizeBytes }, stubOrigin) {
  // What the round before left behind is not this round's.
  await sleep(300);
  resetPeak(contender.pids);
  await takeLoopDelay(contender);
  const restMb = residentMb(contender.pids);
  const before = cpuMs(contender.pids);
  const pings = await startPinging(contender.port);
  const done = await drive(contender, {
    sizeBytes,
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
