import type { FastifyInstance } from 'fastify';
import type { Protocol } from '../generation/protocol.ts';
import { buildDocument, type MountedRoute } from './build-document.ts';

/**
 * Serves `/openapi.json` and returns the document. To be called before any other route is mounted: what it says is
 * what is mounted.
 */
export function mountOpenapi(server: FastifyInstance, protocols: readonly Protocol[], version: string) {
  const mounted: MountedRoute[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) mounted.push({ method: one, path: url });
  });
  let built: ReturnType<typeof buildDocument> | undefined;
  const document = () => {
    built ??= buildDocument(protocols, mounted, version);
    return built;
  };
  server.get('/openapi.json', async (_request, reply) => {
    return reply
      .type('application/json; charset=utf-8')
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' })
      .send(JSON.stringify(document()));
  });
  return document;
}
