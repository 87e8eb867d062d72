import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import { type Collected, collect } from '../../lib/http-client/collect.ts';
import { looseJson } from '../../lib/loose-json.ts';
import { retryAfterMs } from '../../lib/retry-after.ts';
import { transferFailure } from './transfer-failure.ts';

/** How often a task is asked for; part of a channel's settings. */
export const pollSettings = {
  first_poll_seconds: z
    .number()
    .min(0)
    .max(600)
    .default(5)
    .meta({ title: 'First poll after', description: 'Seconds from the submission to the first question.' }),
  poll_seconds: z.number().min(0.01).max(600).default(3).meta({
    title: 'Poll every',
    description: 'Seconds between questions at first; each wait is a quarter longer.',
  }),
  max_poll_seconds: z
    .number()
    .min(0.01)
    .max(600)
    .default(15)
    .meta({ title: 'Poll at least every', description: 'Longest wait between questions, in seconds.' }),
};

export type PollRules = z.output<z.ZodObject<typeof pollSettings>>;

export interface PolledTask<Result> {
  readonly id: string;
  readonly url: string;
  readonly rules: PollRules;
  /** Reads a 200 answer: the result of a task that ended, nothing of one that runs. Throws what it failed with. */
  readonly read: (json: unknown) => Result | undefined;
  /** The status such an answer says in its body; without it, 200. */
  readonly statusIn?: (json: unknown) => number;
}

const growth = 1.25;
/** Refusals in a row that are believed: a task may not be known everywhere at once. */
const patience = 3;
/** Whatever an upstream asks for: a task that is paid for is not left alone longer. */
const longestWaitMs = 120_000;

/**
 * Asks for a task until it ended or the time of the try is over. An upstream that is in trouble is asked again: the task
 * goes on without it. After every failure but the task's own, its outcome is unknown.
 */
export async function pollTask<Result>(work: ProviderWork, task: PolledTask<Result>): Promise<Result> {
  const { first_poll_seconds, poll_seconds, max_poll_seconds } = task.rules;
  let waitMs = work.task.begun === undefined ? first_poll_seconds * 1000 : 0;
  let nextMs = poll_seconds * 1000;
  let refusals = 0;
  let last = 'it was not asked for';
  for (;;) {
    const leftMs = work.deadlineMs - work.clock.now();
    if (leftMs <= 0) throw unknown('upstream_timeout', `the task ${task.id} did not end in time: ${last}`);
    await sleep(Math.min(waitMs, leftMs));
    const answer = await ask(work, task.url, Math.max(1_000, work.deadlineMs - work.clock.now()));
    const json = 'status' in answer && answer.status === 200 ? looseJson(answer.body) : undefined;
    const result = json === undefined ? undefined : task.read(json);
    if (result !== undefined) return result;
    const status = statusOf(answer, json, task);
    last =
      json === undefined ? trouble(answer) : `it runs (${status}): ${JSON.stringify(json).slice(0, 200)}`;
    refusals = status >= 400 && status < 500 && status !== 429 && status !== 408 ? refusals + 1 : 0;
    if (refusals >= patience)
      throw unknown(status === 401 || status === 403 ? 'upstream_denied' : 'upstream_rejected', last);
    waitMs = Math.max(nextMs, 'status' in answer && status !== 200 ? askedWaitMs(work, answer) : 0);
    nextMs = Math.min(nextMs * growth, max_poll_seconds * 1000);
  }
}

const statusOf = (answer: Collected | Failure, json: unknown, { statusIn }: PolledTask<unknown>): number =>
  !('status' in answer) ? 0 : json === undefined ? answer.status : (statusIn?.(json) ?? 200);

function ask(work: ProviderWork, url: string, totalMs: number): Promise<Collected | Failure> {
  const request = {
    url,
    headers: { authorization: `Bearer ${work.channel.credential}` },
    timeouts: { headMs: 30_000, totalMs: Math.min(60_000, totalMs) },
  };
  return collect(work, request, { maxBytes: 1_048_576 }).catch(transferFailure);
}

const trouble = (answer: Collected | Failure) =>
  'status' in answer
    ? `status ${answer.status}: ${answer.body.toString('utf8', 0, 500)}`
    : (answer.internal ?? answer.message);

const unknown = (code: 'upstream_timeout' | 'upstream_denied' | 'upstream_rejected', internal: string) =>
  new Failure(code, { internal, outcomeUnknown: true });

const askedWaitMs = ({ clock }: ProviderWork, { headers }: Collected): number =>
  Math.min(retryAfterMs(headers['retry-after'], clock.now()) ?? 0, longestWaitMs);
