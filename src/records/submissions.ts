import { type Db, defineUnit } from '../store/unit.ts';
import { lockOwned } from './lock-owned.ts';

/** One output of a generation. */
export interface OutputPlace {
  readonly id: string;
  readonly slot: number;
}

/** What was sent upstream for an output, and what is known of it. */
export interface Submission {
  readonly channel: string;
  readonly upstreamModel: string;
  /** Id of the channel's credential it was sent with. */
  readonly credential: string;
  /** The upstream's id of the task; absent while its answer was not read. */
  readonly taskId?: string;
}

export type NewSubmission = OutputPlace & Omit<Submission, 'taskId'> & { fence: number; nowMs: number };

/** Notes that a request leaves now. False when the generation was taken over: then it must not leave. */
export const noteSubmission = defineUnit({
  name: 'note-submission',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: NewSubmission): Promise<boolean> {
    if (!(await lockOwned(db, input))) return false;
    const row = {
      channel: input.channel,
      upstream_model: input.upstreamModel,
      credential: input.credential,
      task_id: null,
      submitted_at: input.nowMs,
    };
    await db
      .insertInto('submissions')
      .values({ generation_id: input.id, slot: input.slot, ...row })
      .onConflict((conflict) => conflict.columns(['generation_id', 'slot']).doUpdateSet(row))
      .execute();
    return true;
  },
});

/** Notes the task the upstream began. False when the generation was taken over: what is noted now is another run's. */
export const noteUpstreamTask = defineUnit({
  name: 'note-upstream-task',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: OutputPlace & { fence: number; taskId: string }): Promise<boolean> {
    if (!(await lockOwned(db, input))) return false;
    await db
      .updateTable('submissions')
      .set({ task_id: input.taskId })
      .where('generation_id', '=', input.id)
      .where('slot', '=', input.slot)
      .execute();
    return true;
  },
});

/** The upstream refused it or its task failed: the output may be sent again. What another run noted stays. */
export const forgetSubmission = defineUnit({
  name: 'forget-submission',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: OutputPlace & { fence: number }): Promise<void> {
    if (!(await lockOwned(db, input))) return;
    await db
      .deleteFrom('submissions')
      .where('generation_id', '=', input.id)
      .where('slot', '=', input.slot)
      .execute();
  },
});

export const readSubmission = defineUnit({
  name: 'read-submission',
  module: import.meta.url,
  async run(db: Db, { id, slot }: OutputPlace): Promise<Submission | undefined> {
    const row = await db
      .selectFrom('submissions')
      .selectAll()
      .where('generation_id', '=', id)
      .where('slot', '=', slot)
      .executeTakeFirst();
    if (!row) return undefined;
    const { channel, upstream_model: upstreamModel, credential, task_id: taskId } = row;
    return { channel, upstreamModel, credential, ...(taskId === null ? {} : { taskId }) };
  },
});
