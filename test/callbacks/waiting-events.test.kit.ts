import { type Db, defineUnit } from '../../src/store/unit.ts';

export interface Waiting {
  readonly accountId: string;
  /** One event for each. */
  readonly hosts: number;
  readonly nextAtMs: number;
}

/** Events of many hosts that are to be tried again later. */
export const addWaiting = defineUnit({
  name: 'add-waiting-events',
  module: import.meta.url,
  async run(db: Db, { accountId, hosts, nextAtMs }: Waiting): Promise<void> {
    for (let from = 0; from < hosts; from += 500) {
      const rows = Array.from({ length: Math.min(500, hosts - from) }, (_, index) => {
        const host = `h${from + index}.example`;
        return {
          id: `evt_${host}`,
          generation_id: host,
          account_id: accountId,
          mode: 'live',
          url: `https://${host}/`,
          host,
          state: 'pending',
          attempts: 5,
          next_at: nextAtMs,
          owner: null,
          created_at: 1,
          finished_at: null,
          payload: null,
        };
      });
      await db.insertInto('callback_events').values(rows).execute();
    }
  },
});
