import type { FastifyInstance } from 'fastify';
import type { Thumbnails } from '../archive/thumbnails.ts';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import { ConversionFailure } from '../lib/convert/conversion.ts';

/** `/thumbnails/{artifact key}?{query of its link}`: a small picture; the whole one where none can be made of it. */
export function mountThumbnails(
  scope: FastifyInstance,
  thumbnails: Thumbnails,
  links: ArtifactLinks,
  clock: Clock,
): void {
  scope.get<{ Params: { '*': string } }>('/thumbnails/*', async (request, reply) => {
    const key = request.params['*'];
    const link = links.judge(key, request.query as Record<string, unknown>);
    if (link.state !== 'good') {
      throw new Failure('permission_denied', { message: 'This link has expired. Load the page again.' });
    }
    const restSeconds = Math.min(86_400, Math.floor((link.untilMs - clock.now()) / 1_000));
    try {
      const picture = await thumbnails.read(key);
      if (!picture) throw new Failure('not_found', { message: 'There is no such image.' });
      return reply
        .headers({
          'content-type': 'image/webp',
          'cache-control': `private, max-age=${restSeconds}, immutable`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(picture);
    } catch (error) {
      if (!(error instanceof ConversionFailure)) throw error;
      return reply.redirect(`/task-artifacts/${key}${/\?.*$/.exec(request.url)?.[0] ?? ''}`, 302);
    }
  });
}
