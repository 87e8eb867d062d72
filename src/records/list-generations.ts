import type { Mode } from '../generation/caller.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord } from './generation-record.ts';
import { readRecords } from './read-generation.ts';

export interface ListInput {
  readonly accountId: string;
  readonly mode: Mode;
  readonly limit: number;
  /** `{created_at}-{id}` of the last entry of the page before. */
  readonly after?: string;
  readonly state?: GenerationState;
}

/** Generations of an account, newest first, one page of them; `next` continues where it ends. */
export const listGenerations = defineUnit({
  name: 'list-generations',
  module: import.meta.url,
  async run(db: Db, input: ListInput): Promise<{ records: GenerationRecord[]; next?: string }> {
    let query = db
      .selectFrom('generations')
      .selectAll()
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode);
    if (input.state) query = query.where('state', '=', input.state);
    const [createdAt, id] = input.after?.split('-') ?? [];
    if (createdAt && id) {
      // The first condition alone is what the index can begin at; the second only sorts out one millisecond.
      query = query
        .where('created_at', '<=', Number(createdAt))
        .where((where) => where.or([where('created_at', '<', Number(createdAt)), where('id', '<', id)]));
    }
    const rows = await query
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(input.limit + 1)
      .execute();
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      records: await readRecords(db, page),
      ...(rows.length > input.limit && last ? { next: `${last.created_at}-${last.id}` } : {}),
    };
  },
});
