import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

export interface Readiness {
  /** Names of what does not answer; empty when all is well. */
  check(): Promise<readonly string[]>;
  readonly draining: () => boolean;
}

/** `/healthz`: the process runs. `/readyz`: it can take work. `/metrics`: Prometheus. */
export function mountHealth(server: FastifyInstance, metrics: Metrics, readiness: Readiness): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    if (readiness.draining()) return reply.code(503).send({ status: 'draining' });
    const failing = await readiness.check();
    if (failing.length > 0) return reply.code(503).send({ status: 'unavailable', failing });
    return { status: 'ready' };
  });
  server.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
