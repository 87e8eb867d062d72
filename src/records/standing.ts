import { type Db, defineUnit } from '../store/unit.ts';

export interface Standing {
  readonly state: string;
  readonly fence: number;
}

/** How far a generation is, and under which fence. */
export const readStanding = defineUnit({
  name: 'read-standing',
  module: import.meta.url,
  async run(db: Db, { id }: { id: string }): Promise<Standing | undefined> {
    return db.selectFrom('generations').select(['state', 'fence']).where('id', '=', id).executeTakeFirst();
  },
});
