import type { Batch, BatchOrder, CallerBatches } from './generation/batch.ts';
import type { Caller } from './generation/caller.ts';
import type { Engine } from './generation/engine.ts';
import { Failure } from './generation/failure.ts';
import type { Clock } from './lib/clock.ts';
import { type Random, requestId } from './lib/ids.ts';
import type { Pipeline } from './pipeline.ts';
import { deleteBatch, findBatch, listBatches, markBatchCancelled } from './records/batches.ts';
import { readGenerations, readProgress } from './records/read-several.ts';
import type { BatchRow } from './store/schema.ts';
import type { Store } from './store/store.ts';

export interface BatchDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: Pick<Engine, 'cancel' | 'countRequest'> & Pick<Pipeline, 'acceptBatch'>;
}

interface StoredItem {
  readonly id: string;
  readonly key?: string;
}

/** A client's batches: tasks like any other, and a row that names them. */
export function createCallerBatches(parts: BatchDeskParts, caller: Caller): CallerBatches {
  const { store, clock, tasks } = parts;
  const owner = { accountId: caller.accountId, mode: caller.mode };

  async function create(order: BatchOrder): Promise<Batch> {
    const nowMs = clock.now();
    // Lists and the queue tell generations of one moment apart by id: in the order of the batch.
    const ids = order.items.map(() => requestId(nowMs, parts.random)).sort();
    const items = order.items.map(
      ({ key }, index): StoredItem => ({ id: ids[index] as string, ...(key === undefined ? {} : { key }) }),
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
    const requests = order.items.map(({ request }, index) => ({
      id: ids[index] as string,
      caller,
      request,
      choice: {},
    }));
    await countRequests(requests.length);
    await tasks.acceptBatch({ caller, requests, row });
    const progress = { state: 'queued', dispatched: false, finishedAtMs: undefined } as const;
    return toBatch(row, new Map(ids.map((id) => [id, progress])));
  }

  /** The call that brings the batch was counted at the door, as the first of its requests. */
  async function countRequests(count: number): Promise<void> {
    for (let left = count - 1; left > 0; left -= 1) {
      const rate = await tasks.countRequest(caller, 'create');
      if (rate.limit < count)
        throw new Failure('invalid_request', { message: tooManyFor(rate.limit, count) });
      if (!rate.admitted) throw new Failure('rate_limited', { retryAfterMs: rate.nextMs });
      // Told at the first of them: a batch that must wait uses up next to nothing.
      if (rate.remaining < left - 1) throw new Failure('rate_limited', { retryAfterMs: rate.resetMs });
    }
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

const tooManyFor = (limit: number, count: number) =>
  `Each request of a batch counts as a create, and this API key may make ${limit} a minute; the batch has ${count} requests. Send smaller batches.`;

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
