import type { FastifyInstance } from 'fastify';

export interface Readiness {
  /** Names of what does not answer; empty when all is well. */
  check(): Promise<readonly string[]>;
  readonly draining: () => boolean;
  /** Text for Prometheus. */
  readonly figures: () => Promise<string>;
}

const prometheusText = 'text/plain; version=0.0.4; charset=utf-8';

/** `/healthz`: the process runs. `/readyz`: it can take work. `/metrics`: Prometheus. */
export function mountHealth(server: FastifyInstance, readiness: Readiness): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    if (readiness.draining()) return reply.code(503).send({ status: 'draining' });
    const failing = await readiness.check();
    if (failing.length > 0) return reply.code(503).send({ status: 'unavailable', failing });
    return { status: 'ready' };
  });
  server.get('/metrics', async (_request, reply) => {
    return reply.type(prometheusText).send(await readiness.figures());
  });
}
