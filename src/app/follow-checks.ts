import type { Log } from '../lib/log.ts';
import type { FailingWays } from '../verification/failing-ways.ts';
import { repeat } from './repeat.ts';

/** What a check found out, in any process, is known to routing after this time. */
const followMs = 1_000;

/** Follows what checks find failing. Call the result to stop. */
export const followChecks = (failing: FailingWays, log: Log): (() => void) =>
  repeat(followMs, failing.refresh, log, 'the failing checks could not be read', true);
