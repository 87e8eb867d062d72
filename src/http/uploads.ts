import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import { maxUploadBytes } from '../generation/upload.ts';
import type { Clock } from '../lib/clock.ts';
import { readBytes } from './read-bytes.ts';
import { sendStored } from './send-stored.ts';

/** The URLs of uploads: anybody who knows one may read it, and who has its token may PUT its bytes once. */
export function mountUploads(server: FastifyInstance, engine: Engine, clock: Clock): void {
  server.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/uploads/:name',
    handler: async (request, reply) =>
      sendStored(await engine.findUpload(request.params.name), clock, request, reply),
  });
  server.route<{ Params: { name: string }; Querystring: { token?: string | string[] } }>({
    method: 'PUT',
    url: '/uploads/:name',
    handler: async (request, reply) => {
      const { token } = request.query;
      const { headers } = request;
      await engine.fillUpload(request.params.name, {
        token: typeof token === 'string' ? token : '',
        mediaType: headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase(),
        sizeBytes: declaredBytes(request),
        bytes: readBytes(request.raw, maxUploadBytes),
      });
      return reply.code(200).header('content-length', 0).send();
    },
  });
}

function declaredBytes({ headers }: FastifyRequest): number | undefined {
  const text = headers['content-length'];
  return text === undefined ? undefined : Number(text);
}
