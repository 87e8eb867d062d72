import { Refusal } from '../../generation/refusal.ts';
import { type Actor, noteAction } from '../../records/actions.ts';
import { lockRows } from '../../store/row-locks.ts';
import { type Db, defineUnit } from '../../store/unit.ts';

export interface Redelivery {
  readonly id: string;
  readonly by: Actor;
  readonly nowMs: number;
}

/**
 * Sends an event again, whatever became of it, under the same id and with a new schedule. Throws `not_found`, or
 * `conflict` while it is being sent.
 */
export const redeliverEvent = defineUnit({
  name: 'redeliver-event',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, by, nowMs }: Redelivery): Promise<void> {
    const query = db.selectFrom('callback_events').selectAll().where('id', '=', id);
    const row = await lockRows(db, query).executeTakeFirst();
    if (!row) throw new Refusal('not_found', `There is no callback ${id}.`);
    if (row.owner !== null && row.next_at !== null && row.next_at > nowMs) {
      throw new Refusal('conflict', `The callback ${id} is being sent at this moment.`);
    }
    await db
      .updateTable('callback_events')
      .set({ state: 'pending', attempts: 0, next_at: nowMs, owner: null, finished_at: null })
      .where('id', '=', id)
      .execute();
    await noteAction(db, {
      by,
      action: 'callback.redeliver',
      subject: id,
      before: { state: row.state },
      nowMs,
    });
  },
});
