import type { Ticket } from './admission/accept.ts';
import { Failure } from './generation/failure.ts';
import type { Clock } from './lib/clock.ts';
import { failpoint } from './lib/failpoint.ts';
import { firstTaskFence } from './records/claim-tasks.ts';
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
  /** Resolves once the task is safe: then it may be waited for. Throws when the generation was taken over. */
  taken(taskId: string): Promise<void>;
  /** After a failure that leaves nothing in doubt. */
  forget(): Promise<void>;
}

export async function openSubmissionLog(
  { store, clock }: { store: Store; clock: Clock },
  ticket: Ticket,
  slot: number,
): Promise<SubmissionLog> {
  // A request somebody waits for is not run again when its process dies.
  if (ticket.request.kind !== 'async-image') return unlogged;
  const place = { id: ticket.id, slot };
  const run = { id: ticket.id, slot, fence: ticket.fence };
  const ranBefore = ticket.fence > firstTaskFence;
  return {
    left: ranBefore ? await store.read(readSubmission, place) : undefined,
    async begin(submission) {
      const noted = { nowMs: clock.now(), ...run, ...submission };
      if (!(await store.write(noteSubmission, noted))) throw lost('before it went upstream');
      failpoint('submission-noted');
    },
    async taken(taskId) {
      if (!(await store.write(noteUpstreamTask, { taskId, ...run }))) throw lost(`with ${taskId} begun`);
    },
    forget: () => store.write(forgetSubmission, run),
  };
}

const lost = (when: string) =>
  new Failure('interrupted', { internal: `the lease was lost ${when}`, outcomeUnknown: true });
const nothing = () => Promise.resolve();
const unlogged: SubmissionLog = { left: undefined, begin: nothing, taken: nothing, forget: nothing };
