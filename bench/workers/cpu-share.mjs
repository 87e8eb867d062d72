// A share of one core for a process, by a control group of its own. Needs root, and groups as Linux offers them
// (version 2 with the cpu controller, or version 1).
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** In each a process may lose up to a slice (5 ms, `sched_cfs_bandwidth_slice_us`): of short ones that is the larger part. */
const periodUs = 100_000;

const version1 = '/sys/fs/cgroup/cpu';
const version2 = '/sys/fs/cgroup';

/** Confines the process, all its threads, to `share` of a core (0 to 1). Returns what lifts it again, once it has ended. */
export function confine(pid, share) {
  const isOne = existsSync(path.join(version1, 'cpu.cfs_quota_us'));
  const folder = path.join(isOne ? version1 : version2, `plantain-bench-${pid}`);
  const quotaUs = Math.round(periodUs * share);
  try {
    mkdirSync(folder);
    if (isOne) {
      writeFileSync(path.join(folder, 'cpu.cfs_period_us'), String(periodUs));
      writeFileSync(path.join(folder, 'cpu.cfs_quota_us'), String(quotaUs));
    } else {
      writeFileSync(path.join(folder, 'cpu.max'), `${quotaUs} ${periodUs}`);
    }
    writeFileSync(path.join(folder, 'cgroup.procs'), String(pid));
  } catch (cause) {
    throw new Error(
      'processes cannot be confined to a share of a core here: it takes root and control groups',
      {
        cause,
      },
    );
  }
  return () => rmdirSync(folder);
}
