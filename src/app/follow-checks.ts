import type { Log } from '../lib/log.ts';
import type { FailingWays } from '../verification/failing-ways.ts';

/** What a check found out, in any process, is known to routing after this time. */
const followMs = 1_000;

/** Follows what checks find failing. Call the result to stop. */
export function followChecks(failing: FailingWays, log: Log): () => void {
  const look = () => {
    failing
      .refresh()
      .catch((error: unknown) => log.error({ err: error }, 'the failing checks could not be read'));
  };
  look();
  const timer = setInterval(look, followMs).unref();
  return () => clearInterval(timer);
}
