import type { FastifyInstance } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import type { Clock } from '../lib/clock.ts';
import { sendStored } from './send-stored.ts';

/** Serves archived images: no key asked, the name is unguessable. */
export function mountArtifacts(server: FastifyInstance, engine: Engine, clock: Clock): void {
  server.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/task-artifacts/*',
    handler: async (request, reply) =>
      sendStored(await engine.findArtifact(request.params['*']), clock, request, reply),
  });
}
