// Figures of one process from /proc: all its threads, none of its children.
import { readFileSync, writeFileSync } from 'node:fs';

/** Linux counts in hundredths of a second wherever it shows them. */
const tickMs = 10;

/** CPU milliseconds of the processes, user and system. */
export function cpuMs(pids) {
  return pids.reduce((sum, pid) => sum + ticks(pid) * tickMs, 0);
}

function ticks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in parentheses, may hold anything; utime and stime are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Resident megabytes (10^6 bytes) now. */
export const residentMb = (pids) => statusMb(pids, 'VmRSS');

/** The most that was resident since `resetPeak`. */
export const peakMb = (pids) => statusMb(pids, 'VmHWM');

export function resetPeak(pids) {
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusMb(pids, field) {
  return pids.reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return (
      sum + (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) * 1024) / 1e6
    );
  }, 0);
}

/** The command line of a process. */
export const commandOf = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();

/** Process ids of the children of a process. */
export function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}
