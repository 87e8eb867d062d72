import type { FastifyInstance } from 'fastify';
import type { Thumbnails } from '../archive/thumbnails.ts';
import { Failure } from '../generation/failure.ts';
import { ConversionFailure } from '../lib/convert/conversion.ts';

/** `/thumbnails/{artifact key}`: a small picture; the whole one where none can be made of it. */
export function mountThumbnails(scope: FastifyInstance, thumbnails: Thumbnails): void {
  scope.get<{ Params: { '*': string } }>('/thumbnails/*', async (request, reply) => {
    const key = request.params['*'];
    try {
      const picture = await thumbnails.read(key);
      if (!picture) throw new Failure('not_found', { message: 'There is no such image.' });
      return reply
        .headers({
          'content-type': 'image/webp',
          'cache-control': 'private, max-age=86400, immutable',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(picture);
    } catch (error) {
      if (!(error instanceof ConversionFailure)) throw error;
      return reply.redirect(`/task-artifacts/${key}`, 302);
    }
  });
}
