import type { RedisLimiter } from './redis-limiter.ts';

const heartbeatMs = 5_000;
const goneAfterMs = 20_000;

/** Counts the nodes that share a Redis; remembers the last number while Redis is away. */
export interface NodeCensus {
  readonly nodes: () => number;
  stop(): void;
}

/** Resolves when this node was counted once, or could not be. */
export async function startNodeCensus(redis: RedisLimiter, nodeId: string): Promise<NodeCensus> {
  let nodes = 1;
  const beat = async () => {
    try {
      nodes = Math.max(1, await redis.census(nodeId, goneAfterMs));
    } catch {
      // The number of before is the best there is.
    }
  };
  await beat();
  const timer = setInterval(() => void beat(), heartbeatMs).unref();
  return { nodes: () => nodes, stop: () => clearInterval(timer) };
}
