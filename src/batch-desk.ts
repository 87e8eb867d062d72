import type { Batch, BatchOrder, CallerBatches } from './generation/batch.ts';
import type { Caller } from './generation/caller.ts';
import type { Engine } from './generation/engine.ts';
import { Failure } from './generation/failure.ts';
import type { Clock } from './lib/clock.ts';
import { type Random, requestId } from './lib/ids.ts';
import { deleteBatch, findBatch, insertBatch, listBatches, markBatchCancelled } from './records/batches.ts';
import { readGenerations, readProgress } from './records/read-several.ts';
import type { BatchRow } from './store/schema.ts';
import type { Store } from './store/store.ts';

export interface BatchDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: Pick<Engine, 'enqueue' | 'cancel' | 'countRequest'>;
}

interface StoredItem {
  readonly id: string;
  readonly key?: string;
}

/** A client's batches: tasks like any other, and a row that names them. */
export function createCallerBatches(parts: BatchDeskParts, caller: Caller): CallerBatches {
  const { store, clock, tasks } = parts;
  const owner = { accountId: caller.accountId, mode: caller.mode };

  /** The row comes first: a process that dies between two items leaves a batch that says what it has. */
  async function create(order: BatchOrder): Promise<Batch> {
    const nowMs = clock.now();
    const items = order.items.map(
      ({ key }): StoredItem => ({
        id: requestId(nowMs, parts.random),
        ...(key === undefined ? {} : { key }),
      }),
    );
    const row: BatchRow = {
      id: Buffer.from(parts.random(16)).toString('hex'),
      account_id: caller.accountId,
      mode: caller.mode,
      model: order.model,
      display_name: order.displayName ?? null,
      items: JSON.stringify(items),
      created_at: nowMs,
      cancelled_at: null,
    };
    await store.write(insertBatch, row);
    const accepted: string[] = [];
    try {
      for (const [index, { id }] of items.entries()) {
        const rate = await tasks.countRequest(caller, 'create');
        if (!rate.admitted) throw new Failure('rate_limited', { retryAfterMs: rate.nextMs });
        const { request } = order.items[index] as BatchOrder['items'][number];
        await tasks.enqueue({ id, caller, request, choice: {} });
        accepted.push(id);
      }
    } catch (error) {
      await cancelAll(accepted);
      await store.write(deleteBatch, { ...owner, id: row.id });
      throw error;
    }
    return (await withProgress([row]))[0] as Batch;
  }

  /** What has gone upstream already ends by itself, and is charged if it delivers. */
  async function cancelAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await tasks.cancel(id, caller).catch((error: unknown) => {
        const isLate = error instanceof Failure && ['not_cancellable', 'not_found'].includes(error.code);
        if (!isLate) throw error;
      });
    }
  }

  /** One look for the items of all of them. */
  async function withProgress(rows: readonly BatchRow[]): Promise<Batch[]> {
    const ids = rows.flatMap((row) => itemsOf(row).map(({ id }) => id));
    const found = ids.length === 0 ? [] : await store.read(readProgress, { ...owner, ids });
    const byId = new Map(found.map((each) => [each.id, each]));
    return rows.map((row) => toBatch(row, byId));
  }

  return {
    create,
    async find(id) {
      const row = await store.read(findBatch, { ...owner, id });
      if (!row) return undefined;
      const ids = itemsOf(row).map((item) => item.id);
      const receipts = await store.read(readGenerations, { ...owner, ids });
      return toBatch(row, new Map(receipts.map((each) => [each.id, each])));
    },
    async list(query) {
      return withProgress(await store.read(listBatches, { ...owner, ...query }));
    },
    async cancel(id) {
      const row = await store.read(findBatch, { ...owner, id });
      if (!row) return false;
      await store.write(markBatchCancelled, { id, nowMs: clock.now() });
      await cancelAll(itemsOf(row).map((item) => item.id));
      return true;
    },
    remove: (id) => store.write(deleteBatch, { ...owner, id }),
  };
}

const itemsOf = (row: BatchRow) => JSON.parse(row.items) as readonly StoredItem[];

function toBatch<Progress>(row: BatchRow, byId: ReadonlyMap<string, Progress>) {
  return {
    id: row.id,
    model: row.model,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    createdAtMs: row.created_at,
    isCancelled: row.cancelled_at !== null,
    items: itemsOf(row).map(({ id, key }) => ({
      ...(key === undefined ? {} : { key }),
      progress: byId.get(id),
    })),
  };
}
