import type { FastifyReply } from 'fastify';
import type { ImageReader } from '../generation/found-artifact.ts';
import { whenAbandoned } from './abandoned.ts';

/** Whom the images of an answer are read for: keys take turns, since each reads as slowly as it likes. */
export const readerOf = (reply: FastifyReply): ImageReader => ({
  turnOf: reply.request.caller?.keyId ?? '',
  abandoned: whenAbandoned(reply),
});
