import type { Log } from '../lib/log.ts';
import { repeat } from './repeat.ts';

/** What a check found out, in any process, is known to routing after this time. */
const followMs = 1_000;

interface Follower {
  refresh(): Promise<void>;
}

/** Follows what checks find out. Call the result to stop. */
export const followChecks = (followers: readonly Follower[], log: Log): (() => void) =>
  repeat(
    followMs,
    () => Promise.all(followers.map((each) => each.refresh())),
    log,
    'what the checks found could not be read',
    true,
  );
