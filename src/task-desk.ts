import { AlreadyAccepted } from './admission/accept.ts';
import type { ImageDesk } from './archive/delete-images.ts';
import type { Engine } from './generation/engine.ts';
import { Failure } from './generation/failure.ts';
import { cancelTask } from './ledger/cancel.ts';
import type { Clock } from './lib/clock.ts';
import type { Pipeline } from './pipeline.ts';
import { listGenerations } from './records/list-generations.ts';
import { newReceipt } from './records/new-receipt.ts';
import { parseGeneration, readGenerationText } from './records/read-generation.ts';
import { RecentEnds } from './records/recent-ends.ts';
import type { Store } from './store/store.ts';
import type { TaskQueue } from './tasks/task-queue.ts';
import { WatchBoard } from './tasks/watch-board.ts';
import { WatchPlaces } from './tasks/watch-places.ts';

export interface TaskDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  readonly queue: () => TaskQueue | undefined;
  /** Throws `invalid_request` for a URL that no callback may go to. */
  readonly checkCallbackUrl: (url: string) => void;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly images: ImageDesk;
}

/** What a client can do with tasks: hand one in, look, list, take one back. */
export function createTaskDesk(
  parts: TaskDeskParts,
): Pick<Engine, 'enqueue' | 'watch' | 'cancel' | 'deleteImages' | 'list' | 'lookUp'> &
  Pick<Pipeline, 'acceptBatch'> {
  const { store, clock } = parts;

  const recentEnds = new RecentEnds();
  const watches = new WatchBoard(parts);
  const places = new WatchPlaces();

  const lookUp: Engine['lookUp'] = async (id, { accountId, mode }) => {
    const key = { id, accountId, mode };
    const known = recentEnds.get(key, clock.now());
    if (known) return known;
    const text = await store.read(readGenerationText, key);
    if (text === undefined) return undefined;
    const record = parseGeneration(text);
    recentEnds.keep(record, text.length, clock.now());
    return record;
  };

  return {
    lookUp,

    async enqueue(request) {
      const { callbackUrl } = request.request;
      if (callbackUrl !== undefined) parts.checkCallbackUrl(callbackUrl);
      try {
        const ticket = await parts.pipeline.accept(request);
        parts.queue()?.wake();
        return { receipt: newReceipt(ticket), replayed: false };
      } catch (error) {
        if (!(error instanceof AlreadyAccepted)) throw error;
        const receipt = await lookUp(error.generationId, request.caller);
        if (receipt) return { receipt, replayed: true };
        throw new Failure('internal', {
          internal: `the accepted task ${error.generationId} cannot be read`,
        });
      }
    },

    async acceptBatch(batch) {
      for (const { request } of batch.requests) {
        if (request.callbackUrl !== undefined) parts.checkCallbackUrl(request.callbackUrl);
      }
      await parts.pipeline.acceptBatch(batch);
      parts.queue()?.wake();
    },

    watch(caller, closed) {
      places.take(caller.keyId, closed);
      const { accountId, mode } = caller;
      return (id, limitMs) =>
        watches.watch(`${mode} ${accountId} ${id}`, () => lookUp(id, caller), limitMs, closed);
    },

    async cancel(id, { accountId, mode }) {
      const result = await store.write(cancelTask, { id, accountId, mode, nowMs: clock.now() });
      if (result === 'unknown') throw new Failure('not_found', { message: 'There is no such generation.' });
      if (result === 'too-late') throw new Failure('not_cancellable');
      if (result === 'ended') {
        throw new Failure('not_cancellable', { message: 'The generation has already ended.' });
      }
    },

    async deleteImages(id, { accountId, mode }) {
      await parts.images.deleteOwn(id, { accountId, mode });
      recentEnds.forget(id);
    },

    async list(query, { accountId, mode }) {
      const { records, next } = await store.read(listGenerations, { ...query, accountId, mode });
      return { receipts: records, ...(next ? { next } : {}) };
    },
  };
}
