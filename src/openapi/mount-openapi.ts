import type { FastifyInstance } from 'fastify';
import type { Protocol } from '../generation/protocol.ts';
import { buildDocument, type MountedRoute } from './build-document.ts';

/** Serves `/openapi.json`. To be called before any other route is mounted: what it says is what is mounted. */
export function mountOpenapi(server: FastifyInstance, protocols: readonly Protocol[], version: string): void {
  const mounted: MountedRoute[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) mounted.push({ method: one, path: url });
  });
  let text: string | undefined;
  server.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(buildDocument(protocols, mounted, version));
    return reply
      .type('application/json; charset=utf-8')
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' })
      .send(text);
  });
}
