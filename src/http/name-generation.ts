import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../generation/failure.ts';
import { microsToUsd } from '../generation/price.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The generation that this request waits for, once there is one. */
    generationId?: string;
  }
}

/** From here on every answer names it, whatever becomes of it. */
export function nameGeneration(reply: FastifyReply, id: string): void {
  reply.request.generationId = id;
  reply.header('x-plantain-generation', id);
}

/** What a failure tells of the generation it ended, or of the one that goes on; a refused request has none. */
export function failureHeaders(failure: Failure, request: FastifyRequest): Record<string, string> {
  const { runningId, firstRequestId } = failure;
  // What it costs is known when it has ended.
  if (runningId !== undefined) return { 'x-plantain-generation': runningId };
  const id = firstRequestId ?? request.generationId;
  if (id === undefined) return {};
  return { 'x-plantain-generation': id, 'x-plantain-cost-usd': microsToUsd(0) };
}
