import type { FastifyInstance } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import type { Clock } from '../lib/clock.ts';
import { refuseStored, sendStored } from './send-stored.ts';

const askAgain =
  'Ask again for its generation (poll the task, or GET /v1/generations/{id}): the answer has a fresh one.';

/** Serves archived images: no key asked, the name is unguessable; where links are signed, whoever has one that is good. */
export function mountArtifacts(server: FastifyInstance, engine: Engine, clock: Clock): void {
  server.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/task-artifacts/*',
    handler: async (request, reply) => {
      const key = request.params['*'];
      const link = engine.links.judge(key, request.query as Record<string, unknown>);
      // Not even whether there is such an image.
      if (link.state === 'wrong') {
        return refuseStored(reply, 403, `This link to an image has no valid signature. ${askAgain}`);
      }
      const found = await engine.findArtifact(key);
      if (link.state === 'good') return sendStored(found, clock, request, reply, link.untilMs);
      if (found.state !== 'kept') return sendStored(found, clock, request, reply);
      return refuseStored(reply, 403, `This link to an image has expired, the image has not. ${askAgain}`);
    },
  });
}
