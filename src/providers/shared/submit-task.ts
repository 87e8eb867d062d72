import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import type { BodyPlan } from '../../lib/body-plan/body-plan.ts';
import { collect } from '../../lib/http-client/collect.ts';
import { asObject, looseJson } from '../../lib/loose-json.ts';
import { askedWaitMs } from './asked-wait.ts';
import { isOutcomeUnknown } from './outcome-unknown.ts';
import { refusedTask } from './task-failure.ts';
import { timeLeftMs } from './time-left.ts';
import { transferFailure } from './transfer-failure.ts';

export interface TaskSubmission {
  readonly url: string;
  readonly body: BodyPlan;
  /** The task's id in a 2xx answer; throws the refusal some upstreams send with a 200. */
  readonly taskId: (json: unknown) => string;
}

/** The answer to a submission: its id is noted where no crash can lose it. */
export interface SubmittedTask {
  readonly id: string;
  /** The body of the answer: an upstream may have ended the task at once. Absent for a task of an earlier try. */
  readonly json?: unknown;
}

const longestMs = 60_000;

/** Submits a task, unless an earlier try of the same output did. Rejects with a `Failure`. */
export async function submitTask(work: ProviderWork, submission: TaskSubmission): Promise<SubmittedTask> {
  if (work.task.begun !== undefined) return { id: work.task.begun };
  const totalMs = Math.min(longestMs, timeLeftMs(work));
  const answer = await collect(
    work,
    {
      url: submission.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${work.channel.credential}`,
      },
      body: submission.body,
      timeouts: { headMs: totalMs, totalMs },
      once: true,
    },
    { maxBytes: 1_048_576 },
  ).catch((error: unknown) => {
    throw transferFailure(error);
  });
  const json = looseJson(answer.body);
  const text = answer.body.toString('utf8', 0, 500);
  if (answer.status >= 300) {
    throw withStatus(refusedTask(answer.status, json === undefined ? text : JSON.stringify(json)), {
      status: answer.status,
      outcomeUnknown: isOutcomeUnknown(answer.status, hasOwnWords(json)),
      waitMs: askedWaitMs(answer.headers, work.clock),
    });
  }
  if (json === undefined) throw lost(`no JSON: ${text}`, answer.status);
  const id = submission.taskId(json);
  if (id === '') throw lost(`no task id: ${text}`, answer.status);
  await work.task.taken(id);
  return { id, json };
}

/** Every gateway of these contracts names a failure so; what stands in front of one has words of its own, or none. */
const hasOwnWords = (json: unknown): boolean =>
  ['error', 'code', 'status'].some((name) => asObject(json)[name] !== undefined);

const lost = (internal: string, upstreamStatus: number) =>
  new Failure('upstream_truncated', { internal, upstreamStatus, outcomeUnknown: true });

interface Answered {
  readonly status: number;
  readonly outcomeUnknown: boolean;
  readonly waitMs: number | undefined;
}

function withStatus(failure: Failure, { status, outcomeUnknown, waitMs }: Answered): Failure {
  return new Failure(failure.code, {
    message: failure.message,
    internal: `${status} ${failure.internal ?? ''}`.trim(),
    upstreamStatus: status,
    outcomeUnknown: outcomeUnknown || failure.outcomeUnknown,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}
