import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import type { BodyPlan } from '../../lib/body-plan/body-plan.ts';
import { collect } from '../../lib/http-client/collect.ts';
import { looseJson } from './loose-json.ts';
import { transferFailure } from './transfer-failure.ts';

export interface TaskSubmission {
  readonly url: string;
  readonly body: BodyPlan;
  /** What the upstream says of a body it refused, and the failure that is. */
  readonly refusal: (status: number, json: unknown) => Failure;
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
  const totalMs = Math.min(longestMs, work.timeoutMs);
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
      signal: work.signal,
      once: true,
    },
    { maxBytes: 1_048_576 },
  ).catch((error: unknown) => {
    throw transferFailure(error);
  });
  const json = looseJson(answer.body);
  const text = answer.body.toString('utf8', 0, 500);
  if (answer.status >= 300) {
    // A proxy in between speaks for itself: what became of the task behind it nobody knows.
    if (json === undefined && answer.status >= 500) throw lost(`${answer.status} ${text}`, answer.status);
    throw withStatus(submission.refusal(answer.status, json), answer.status, answer.headers['retry-after']);
  }
  if (json === undefined) throw lost(`no JSON: ${text}`, answer.status);
  const id = submission.taskId(json);
  if (id === '') throw lost(`no task id: ${text}`, answer.status);
  await work.task.taken(id);
  return { id, json };
}

const lost = (internal: string, upstreamStatus: number) =>
  new Failure(upstreamStatus >= 500 ? 'upstream_unavailable' : 'upstream_truncated', {
    internal,
    upstreamStatus,
    outcomeUnknown: true,
  });

function withStatus(failure: Failure, status: number, retryAfter: string | undefined): Failure {
  const seconds = Number(retryAfter);
  return new Failure(failure.code, {
    message: failure.message,
    internal: `${status} ${failure.internal ?? ''}`.trim(),
    upstreamStatus: status,
    ...(seconds > 0 ? { retryAfterMs: Math.ceil(seconds * 1000) } : {}),
  });
}
