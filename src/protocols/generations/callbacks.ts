import { z } from 'zod';
import {
  type CallbackAttempt,
  type CallbackEvent,
  type CallbackState,
  callbackStates,
  type SecretNote,
} from '../../generation/callbacks.ts';
import { Failure } from '../../generation/failure.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { isoTime } from '../../lib/iso-time.ts';
import { cursorForm } from '../../lib/page-cursor.ts';

const noStore = { 'cache-control': 'no-store' };
const bodyLimitBytes = 10_000;
const dayS = 86_400;

/** `grace_seconds`: how long the secrets before it go on signing. */
export const rotateBody = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(7 * dayS)
    .default(dayS),
});

/** `GET /v1/callbacks?limit=&after=&status=`: newest first; `next` is the `after` of the following page. */
export async function listCallbacks(input: RouteInput): Promise<WireAnswer> {
  const { limit = '20', after, status } = input.query;
  const state = callbackStates.find((known) => known === status);
  if (status !== undefined && !state) refuse('status', `status must be one of ${callbackStates.join(', ')}.`);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) {
    refuse('limit', 'limit must be a whole number from 1 to 100.');
  }
  if (after !== undefined && !cursorForm.test(after)) {
    refuse('after', 'after must be the `next` of an earlier page.');
  }
  const { events, next } = await input.callbacks.list({
    limit: Number(limit),
    ...(after ? { after } : {}),
    ...(state ? { state } : {}),
  });
  return jsonAnswer(200, { object: 'list', data: events.map(eventView), next: next ?? null }, noStore);
}

/** `GET /v1/callbacks/{id}`: with every attempt, oldest first. */
export async function getCallback(input: RouteInput): Promise<WireAnswer> {
  const event = await input.callbacks.show(input.params.id ?? '');
  return jsonAnswer(200, { ...eventView(event), log: event.log.map(attemptView) }, noStore);
}

/** `POST /v1/callbacks/{id}/redeliver`: sends it again under its old id, with a new schedule. */
export async function redeliverCallback(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  await input.callbacks.redeliver(id);
  return jsonAnswer(202, eventView(await input.callbacks.show(id)), noStore);
}

/** `GET /v1/callbacks/secrets`: which there are, not what they are. */
export async function listSecrets(input: RouteInput): Promise<WireAnswer> {
  const secrets = await input.callbacks.secrets();
  return jsonAnswer(200, { object: 'list', data: secrets.map(secretView) }, noStore);
}

/** `POST /v1/callbacks/secrets`: a new secret, shown this once. */
export async function rotateSecret(input: RouteInput): Promise<WireAnswer> {
  const { grace_seconds } = parseBody(rotateBody, await input.json(bodyLimitBytes, {}));
  const secret = await input.callbacks.rotateSecret(grace_seconds * 1_000);
  return jsonAnswer(201, { object: 'callback_secret', secret, grace_seconds }, noStore);
}

const eventView = (event: CallbackEvent) => ({
  id: event.id,
  object: 'callback',
  generation: event.generationId,
  url: event.url,
  status: event.state satisfies CallbackState,
  attempts: event.attempts,
  next_at: isoTime(event.nextAtMs),
  created_at: isoTime(event.createdAtMs),
  finished_at: isoTime(event.finishedAtMs),
});

/** Why there was no answer may name addresses behind the gateway; the caller learns that there was none. */
const attemptView = (attempt: CallbackAttempt) => ({
  number: attempt.number,
  started_at: isoTime(attempt.startedAtMs),
  duration_ms: attempt.durationMs,
  http_status: attempt.status ?? null,
  error: attempt.status === undefined ? 'There was no answer.' : null,
});

const secretView = (note: SecretNote) => ({
  object: 'callback_secret',
  number: note.number,
  created_at: isoTime(note.createdAtMs),
  expires_at: isoTime(note.expiresAtMs),
});

function refuse(param: string, message: string): never {
  throw new Failure('invalid_request', { message, param });
}
