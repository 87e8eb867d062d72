import type { FastifyReply } from 'fastify';
import type { ImageReader } from '../generation/engine.ts';

/** Whom the images of an answer are read for: keys take turns, since each reads as slowly as it likes. */
export const readerOf = ({ request }: FastifyReply): ImageReader =>
  request.caller ? { turnOf: request.caller.keyId } : {};
