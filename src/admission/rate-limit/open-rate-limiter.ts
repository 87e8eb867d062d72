import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { startNodeCensus } from './node-census.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { openRedisLimiter } from './redis-limiter.ts';
import { createSharedLimiter } from './shared-limiter.ts';

export interface RateLimiterOptions {
  readonly redisUrl: string | undefined;
  /** Counts without Redis; undefined: this process does, for itself. */
  readonly local?: RateLimiter | undefined;
  /** Nodes that share the limits while Redis is away; undefined: as many as were last seen there. */
  readonly nodes: number | undefined;
  readonly nodeId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when this process begins and ceases to count a share of its own. */
  onFallback(active: boolean): void;
}

/** Without Redis the limits are those of this process, or of its team. */
export async function openRateLimiter(options: RateLimiterOptions): Promise<RateLimiter> {
  const { redisUrl, clock, log } = options;
  if (!redisUrl) return options.local ?? createMemoryLimiter(clock);
  const redis = await openRedisLimiter({ url: redisUrl, log });
  const census = await startNodeCensus(redis, options.nodeId);
  const nodes = () => options.nodes ?? census.nodes();
  const limiter = createSharedLimiter({
    redis,
    clock,
    nodes,
    onFallback(active, cause) {
      options.onFallback(active);
      if (active) log.warn({ err: cause, nodes: nodes() }, 'Redis does not answer: limits are shared out');
      else log.info('Redis answers again: limits are shared');
    },
  });
  return {
    ...limiter,
    async close() {
      census.stop();
      await limiter.close();
    },
  };
}
