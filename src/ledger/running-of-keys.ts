import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { prepareChange } from '../store/prepared-query.ts';
import type { Db } from '../store/unit.ts';
import { inOrder } from './in-order.ts';

/** Generations of one key that may run at once where its settings say nothing. */
export const defaultConcurrency = 1_000;

export type Lane = 'sync' | 'task';

export interface ToRun {
  readonly caller: Caller;
  readonly lane: Lane;
}

/** How many each key wants to run. */
export function runningOf(entries: readonly ToRun[]): Running[] {
  const found = new Map<string, Running>();
  for (const { caller, lane } of entries) {
    const name = `${caller.keyId} ${lane}`;
    const before = found.get(name);
    // Entries of one key differ only while a change of its settings spreads.
    const cap = Math.min(before?.cap ?? Infinity, caller.settings.concurrency ?? defaultConcurrency);
    found.set(name, { keyId: caller.keyId, lane, count: (before?.count ?? 0) + 1, cap });
  }
  return inOrder(found);
}

export interface Running {
  readonly keyId: string;
  readonly lane: Lane;
  readonly count: number;
  readonly cap: number;
}

/** Throws `concurrency_limited` when they do not all fit below the cap. */
export async function countRunning(db: Db, { keyId, lane, count, cap }: Running): Promise<void> {
  const given = { keyId, none: 0, count, room: cap - count };
  if (count <= cap && (await addRunning[lane](db, given)) === 1) return;
  throw new Failure('concurrency_limited', {
    message: `${cap} generations of this key are running; wait for some to finish.`,
    retryAfterMs: 2_000,
  });
}

const addRunning = {
  sync: prepareAddRunning('sync_running', 'tasks_running'),
  task: prepareAddRunning('tasks_running', 'sync_running'),
};

function prepareAddRunning(counted: RunningColumn, other: RunningColumn) {
  return prepareChange((db: Db, given: { keyId: string; none: number; count: number; room: number }) =>
    db
      .insertInto('key_activity')
      .values({
        key_id: given.keyId,
        ...({ [counted]: given.count, [other]: given.none } as Record<RunningColumn, number>),
      })
      .onConflict((conflict) =>
        conflict
          .column('key_id')
          .doUpdateSet((set) => ({ [counted]: set(`key_activity.${counted}`, '+', given.count) }))
          .where(`key_activity.${counted}`, '<=', given.room),
      ),
  );
}

export const takeRunning = {
  sync: prepareTakeRunning('sync_running'),
  task: prepareTakeRunning('tasks_running'),
};

function prepareTakeRunning(column: RunningColumn) {
  return prepareChange((db: Db, given: { keyId: string; count: number }) =>
    db
      .updateTable('key_activity')
      .set((set) => ({ [column]: set(column, '-', given.count) }))
      .where('key_id', '=', given.keyId),
  );
}

type RunningColumn = 'sync_running' | 'tasks_running';
