import { z } from 'zod';
import {
  type CallbackEvent,
  callbackStates,
  type LoggedCallback,
  type SecretNote,
} from '../generation/callbacks.ts';
import { isoTime } from '../lib/iso-time.ts';
import { cursorForm } from '../lib/page-cursor.ts';
import type { CallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import { type AdminOperation, answered, idOf, listed } from './admin-route.ts';
import { parseFields } from './fields.ts';
import { limitField, modeField, readQuery } from './query-fields.ts';

const dayS = 86_400;
const callbackQuery = z.object({
  mode: modeField,
  status: z.enum(callbackStates).describe('Only those of this state.').optional(),
  limit: limitField,
  after: z
    .string()
    .regex(cursorForm, 'must be the "next" of the page before')
    .describe('The `next` of the page before.')
    .optional(),
});
const rotation = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(7 * dayS)
    .describe('How long the secrets before sign, too.')
    .default(dayS),
});

/** Callbacks of an account, their log and their secrets. */
export const callbackRoutes = (desk: CallbackDesk): AdminOperation[] => [
  {
    method: 'GET',
    path: '/accounts/:id/callbacks',
    docs: {
      summary: 'List the callbacks of an account, newest first',
      query: callbackQuery,
      exampleQuery: '?status=delivered',
    },
    async run(input) {
      const { mode, status, limit, after } = readQuery(callbackQuery, input.query);
      const { events, next } = await desk.list({
        accountId: idOf(input),
        mode,
        limit,
        ...(status ? { state: status } : {}),
        ...(after ? { after } : {}),
      });
      return answered({ object: 'list', data: events.map(eventView), next: next ?? null });
    },
  },
  {
    method: 'GET',
    path: '/callbacks/:id',
    docs: { summary: 'Show a callback with every attempt' },
    run: async (input) => answered(logView(await desk.show(idOf(input)))),
  },
  {
    method: 'POST',
    path: '/callbacks/:id/redeliver',
    docs: { summary: 'Send a callback again' },
    async run(input) {
      await desk.redeliver(idOf(input), input.by);
      return answered(logView(await desk.show(idOf(input))), 202);
    },
  },
  {
    method: 'GET',
    path: '/accounts/:id/callback-secrets',
    docs: { summary: 'List the signing secrets of an account; without the secrets themselves' },
    run: async (input) => listed((await desk.secretNotes(idOf(input))).map(secretView)),
  },
  {
    method: 'POST',
    path: '/accounts/:id/callback-secrets',
    docs: {
      summary: 'Give an account a new signing secret; the answer is the only one that shows it',
      body: rotation,
      exampleBody: { grace_seconds: 86_400 },
    },
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
