import type { Redis } from 'ioredis';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { minuteMs, type RateCount } from './rate-limiter.ts';
import { censusScript, countScript } from './redis-scripts.ts';
import { groupsPerWindow } from './sliding-window.ts';

/** A count that takes longer than this is made here instead: a request must not wait for a server that hangs. */
export const commandTimeoutMs = 500;
const connectTimeoutMs = 2_000;
const longestReconnectMs = 1_000;

export interface RedisLimiter {
  /** Rejects when the server does not answer in time. */
  count(key: string, limit: number): Promise<RateCount>;
  /** Says that this node is there; resolves with how many nodes are. */
  census(nodeId: string, goneAfterMs: number): Promise<number>;
  close(): Promise<void>;
}

export interface RedisLimiterOptions {
  readonly url: string;
  readonly log: Log;
  readonly windowMs?: number;
  /** In place of the server's own time, which all nodes share. */
  readonly clock?: Clock;
  /** Starts every name in Redis. */
  readonly prefix?: string;
}

interface Scripts {
  plantainCount(
    stateKey: string,
    groupsKey: string,
    limit: number,
    windowMs: number,
    spanMs: number,
    nowMs: number | '',
  ): Promise<[admitted: 0 | 1, used: number, nextMs: number, resetMs: number]>;
  plantainCensus(key: string, nodeId: string, goneAfterMs: number): Promise<number>;
}

/** Counts in Redis or Valkey. Connects by itself, again and again; until then every call rejects at once. */
export async function openRedisLimiter(options: RedisLimiterOptions): Promise<RedisLimiter> {
  const { log, clock, windowMs = minuteMs, prefix = 'plantain' } = options;
  const redis = await connect(options.url, log);
  return {
    async count(key, limit) {
      // The braces keep both keys in one slot of a cluster.
      const name = `${prefix}:rate:{${key}}`;
      const [admitted, used, nextMs, resetMs] = await redis.plantainCount(
        name,
        `${name}:groups`,
        limit,
        windowMs,
        windowMs / groupsPerWindow,
        clock ? clock.now() : '',
      );
      return { admitted: admitted === 1, limit, remaining: Math.max(0, limit - used), nextMs, resetMs };
    },
    census: (nodeId, goneAfterMs) => redis.plantainCensus(`${prefix}:nodes`, nodeId, goneAfterMs),
    async close() {
      redis.disconnect();
    },
  };
}

/** Resolves with a client that is connected, or that failed to once and goes on trying. */
async function connect(url: string, log: Log): Promise<Redis & Scripts> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    // The replies are integers, which every version of the protocol has.
    protocol: 2,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    enableOfflineQueue: false,
    // A count that was sent may have been made: sent again it would be made twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 50, longestReconnectMs),
    scripts: {
      plantainCount: { lua: countScript, numberOfKeys: 2 },
      plantainCensus: { lua: censusScript, numberOfKeys: 1 },
    },
  });
  // The limiter in front tells of an outage once; each failed attempt to connect is a detail.
  redis.on('error', (error: Error) => log.debug({ err: error }, 'Redis does not answer'));
  await redis.connect().catch(() => {});
  return redis as Redis & Scripts;
}
