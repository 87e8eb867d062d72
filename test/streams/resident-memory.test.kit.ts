import { readFileSync, writeFileSync } from 'node:fs';

/** Why a process cannot be measured here; undefined where it can. */
export const unmeasurable = process.platform === 'linux' ? undefined : 'needs /proc';

/** Bytes most that were resident in a process, all its threads and none of its children, while `act` ran. */
export async function peakOf(pid: number, act: () => Promise<unknown>): Promise<number> {
  // 5: the peak is from now on what is resident now (proc(5)).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  await act();
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
