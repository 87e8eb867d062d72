import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../../../test/services/repository-root.ts';
import type { Clock } from '../../lib/clock.ts';
import { createLog } from '../../lib/log.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import type { RateCount } from './rate-limiter.ts';
import { openRedisLimiter, type RedisLimiter } from './redis-limiter.ts';

/** A clock that is moved by hand. */
export interface TestClock extends Clock {
  nowMs: number;
}

export function testClock(): TestClock {
  const clock = { nowMs: Date.UTC(2026, 10, 21), now: () => clock.nowMs };
  return clock;
}

export interface TestLimiter {
  count(key: string, limit: number): RateCount | Promise<RateCount>;
  close(): Promise<void>;
}

export interface LimiterKind {
  readonly name: 'memory' | 'Redis';
  /** A limiter that knows no key yet. */
  open(clock: Clock | undefined, windowMs?: number): Promise<TestLimiter>;
}

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The Redis of PLANTAIN_TEST_REDIS_URL or REDIS_URL; with PLANTAIN_TEST_ALL=1 one that is started for the test, and
 * that must start; else none.
 */
export async function startTestRedis(): Promise<TestRedis | undefined> {
  const given = process.env.PLANTAIN_TEST_REDIS_URL ?? process.env.REDIS_URL;
  if (given) return { url: given, stop: async () => {} };
  if (process.env.PLANTAIN_TEST_ALL !== '1') return undefined;
  const file = path.join(repositoryRoot(), 'test', 'services', 'redis.mjs');
  const { startRedis } = (await import(pathToFileURL(file).href)) as {
    startRedis(): Promise<{ env: { REDIS_URL: string }; stop(): Promise<void> }>;
  };
  const { env, stop } = await startRedis();
  return { url: env.REDIS_URL, stop };
}

const silent = createLog('silent', { write() {} });

/** A limiter in Redis under names of its own, or under the `prefix` it shares. */
export function openTestRedisLimiter(
  url: string,
  options: { clock?: Clock; windowMs?: number; prefix?: string } = {},
): Promise<RedisLimiter> {
  return openRedisLimiter({ url, log: silent, prefix: newPrefix(), ...options });
}

export const newPrefix = () => `plantain-test-${randomBytes(6).toString('hex')}`;

export function limiterKinds(redis: TestRedis | undefined): LimiterKind[] {
  const memory: LimiterKind = {
    name: 'memory',
    open: async (clock = { now: () => Date.now() }, windowMs?) => createMemoryLimiter(clock, windowMs),
  };
  if (!redis) return [memory];
  const shared: LimiterKind = {
    name: 'Redis',
    open: (clock, windowMs) =>
      openTestRedisLimiter(redis.url, { ...(clock ? { clock } : {}), ...(windowMs ? { windowMs } : {}) }),
  };
  return [memory, shared];
}
