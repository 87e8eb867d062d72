import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { cpus, release, setPriority, totalmem } from 'node:os';

/** What the figures depend on. */
export function describeMachine() {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  return `${cores.length} × ${processor}, ${memoryGb} GB, Linux ${release()}, Node ${process.version}`;
}

/** The cores this process may use, read before it confines itself to one of them. */
const cores = allowedCores();

/** Where programs run: the one under test alone on its core. Undefined with one core: nothing is pinned. */
export const placement = cores.length > 1 ? { load: cores[0], tested: cores[1] } : undefined;

/** Moves every thread of this process to the load's core; what it starts inherits that. */
export function takeLoadCore() {
  if (!placement) return;
  execFileSync('taskset', ['-a', '-c', '-p', String(placement.load), String(process.pid)], {
    stdio: 'ignore',
  });
}

function allowedCores() {
  const status = readFileSync('/proc/self/status', 'latin1');
  const ranges = /^Cpus_allowed_list:\s+(\S+)$/m.exec(status)[1].split(',');
  return ranges.flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** CPU milliseconds of everything on the machine since it started, all cores: user, nice, system and interrupts. */
export function busyMs() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1').split(/\s+/, 8);
  // Linux counts in hundredths of a second here.
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

/** Whoever takes the time should not wait for the load on the same core; not everybody is allowed to. */
export function goFirst(pid) {
  try {
    setPriority(pid, -15);
  } catch {
    // Without the right, waiting times include some of the load's own.
  }
}

/** Throws when the folder has not the room a run may need at its worst moment. */
export async function checkRoom(folder, neededBytes) {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const gb = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `${folder} has ${gb(freeBytes)} free, and this run may need ${gb(neededBytes)}. Name another folder with --folder, or use --quick.`,
  );
}
