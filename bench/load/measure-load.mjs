import path from 'node:path';
import { cpuMs, peakMb, resetPeak } from '../measure/process-figures.mjs';
import { removeArtifacts } from '../measure/remove-artifacts.mjs';
import { percentile } from '../measure/statistics.mjs';
import { drive } from './drive.mjs';

/** One round of load on one contender: what it did, what that cost, and how long answers took. */
export async function measureLoad(contender, load) {
  resetPeak(contender.pids);
  const before = cpuMs(contender.pids);
  const done = await drive(contender, load);
  const spentMs = cpuMs(contender.pids) - before;
  // Of answers that name the file, the load empties it.
  if (contender.leavesFiles) await removeArtifacts(path.join(contender.dataFolder, 'artifacts'));
  return {
    mbPerCore: done.bytes / 1e3 / spentMs,
    mbPerSecond: done.bytes / 1e3 / done.wallMs,
    answersPerCoreSecond: done.answers / (spentMs / 1000),
    answersPerSecond: done.answers / (done.wallMs / 1000),
    cpuMsPerAnswer: spentMs / done.answers,
    cpuMsPerImageMb: spentMs / done.answers / (load.sizeBytes / 1e6),
    p50Ms: percentile(done.latenciesMs, 50),
    p99Ms: percentile(done.latenciesMs, 99),
    peakMb: peakMb(contender.pids),
    failures: done.failures,
    firstFailure: done.firstFailure,
  };
}
