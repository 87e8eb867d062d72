import { z } from 'zod';
import {
  type CallbackEvent,
  callbackStates,
  type LoggedCallback,
  type SecretNote,
} from '../generation/callbacks.ts';
import { queryText } from '../generation/usage-report.ts';
import { isoTime } from '../lib/iso-time.ts';
import { cursorForm } from '../lib/page-cursor.ts';
import type { CallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import { type AdminRoute, answered, idOf, listed } from './admin-route.ts';
import { parseFields } from './fields.ts';
import { readLimit, readMode } from './read-statement.ts';

const dayS = 86_400;
const filter = z.object({
  status: z.enum(callbackStates).optional(),
  after: z.string().regex(cursorForm, 'must be the "next" of the page before').optional(),
});
const rotation = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(7 * dayS)
    .default(dayS),
});

/** Callbacks of an account, their log and their secrets. */
export const callbackRoutes = (desk: CallbackDesk): AdminRoute[] => [
  {
    method: 'GET',
    path: '/accounts/:id/callbacks',
    async run(input) {
      const { query } = input;
      const { status, after } = parseFields(filter, {
        status: queryText(query, 'status'),
        after: queryText(query, 'after'),
      });
      const { events, next } = await desk.list({
        accountId: idOf(input),
        mode: readMode(query),
        limit: readLimit(query, 1_000),
        ...(status ? { state: status } : {}),
        ...(after ? { after } : {}),
      });
      return answered({ object: 'list', data: events.map(eventView), next: next ?? null });
    },
  },
  {
    method: 'GET',
    path: '/callbacks/:id',
    run: async (input) => answered(logView(await desk.show(idOf(input)))),
  },
  {
    method: 'POST',
    path: '/callbacks/:id/redeliver',
    async run(input) {
      await desk.redeliver(idOf(input), input.by);
      return answered(logView(await desk.show(idOf(input))), 202);
    },
  },
  {
    method: 'GET',
    path: '/accounts/:id/callback-secrets',
    run: async (input) => listed((await desk.secretNotes(idOf(input))).map(secretView)),
  },
  {
    method: 'POST',
    path: '/accounts/:id/callback-secrets',
    async run(input) {
      const { grace_seconds } = parseFields(rotation, await input.body());
      const [secret] = await desk.rotateSecret(idOf(input), grace_seconds * 1_000, input.by);
      return answered({ object: 'callback_secret', secret, grace_seconds }, 201);
    },
  },
];

export const eventView = (event: CallbackEvent) => ({
  object: 'callback',
  id: event.id,
  generation_id: event.generationId,
  account_id: event.accountId,
  mode: event.mode,
  url: event.url,
  status: event.state,
  attempts: event.attempts,
  next_at: isoTime(event.nextAtMs),
  created_at: isoTime(event.createdAtMs),
  finished_at: isoTime(event.finishedAtMs),
});

export const logView = (event: LoggedCallback) => ({
  ...eventView(event),
  log: event.log.map(({ number, startedAtMs, durationMs, status, error }) => ({
    number,
    started_at: isoTime(startedAtMs),
    duration_ms: durationMs,
    http_status: status ?? null,
    error: error ?? null,
  })),
});

const secretView = ({ number, createdAtMs, expiresAtMs }: SecretNote) => ({
  object: 'callback_secret',
  number,
  created_at: isoTime(createdAtMs),
  expires_at: isoTime(expiresAtMs),
});
