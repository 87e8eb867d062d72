import type { Ticket } from './admission/accept.ts';
import { Failure } from './generation/failure.ts';
import { failpoint } from './lib/failpoint.ts';
import { firstTaskFence } from './records/claim-tasks.ts';
import { type AwayParts, outlastAway } from './records/outlast-away.ts';
import {
  forgetSubmission,
  noteSubmission,
  noteUpstreamTask,
  readSubmission,
  type Submission,
} from './records/submissions.ts';
import type { Store } from './store/store.ts';

/** Keeps what was sent to channels that bill on submit where no crash can make it be sent twice. */
export interface SubmissionLog {
  /** What an earlier run of this output, whose process died, had sent. */
  readonly left: Submission | undefined;
  /** Before the request leaves. Throws when the generation was taken over. */
  begin(submission: Omit<Submission, 'taskId'>): Promise<void>;
  /**
   * Resolves once the task is safe: then it may be waited for. Throws when the generation was taken over, or it could
   * not be noted: with its outcome unknown, since the upstream has it.
   */
  taken(taskId: string): Promise<void>;
  /** After a failure upstream that leaves nothing in doubt. */
  forget(): Promise<void>;
}

export async function openSubmissionLog(
  parts: AwayParts & { readonly store: Store },
  ticket: Ticket,
  slot: number,
): Promise<SubmissionLog> {
  // A request somebody waits for is not run again when its process dies.
  if (ticket.request.kind !== 'async-image') return unlogged;
  const { store, clock } = parts;
  const surely = <Result>(act: () => Promise<Result>) => outlastAway(parts, ticket, act);
  const place = { id: ticket.id, slot };
  const run = { id: ticket.id, slot, fence: ticket.fence };
  const ranBefore = ticket.fence > firstTaskFence;
  return {
    left: ranBefore ? await surely(() => store.read(readSubmission, place)) : undefined,
    async begin(submission) {
      const noted = { nowMs: clock.now(), ...run, ...submission };
      if (!(await surely(() => store.write(noteSubmission, noted)))) throw lost('before it went upstream');
      failpoint('submission-noted');
    },
    async taken(taskId) {
      const when = `with ${taskId} begun`;
      const isNoted = await surely(() => store.write(noteUpstreamTask, { taskId, ...run })).catch(
        (error: Error) => {
          throw lost(`${when}, which was not noted: ${error.message}`, error);
        },
      );
      if (!isNoted) throw lost(when);
    },
    forget: () => surely(() => store.write(forgetSubmission, run)),
  };
}

const lost = (when: string, cause?: Error) =>
  new Failure('interrupted', { internal: `the lease was lost ${when}`, outcomeUnknown: true, cause });
const nothing = () => Promise.resolve();
const unlogged: SubmissionLog = { left: undefined, begin: nothing, taken: nothing, forget: nothing };
