import type { GenerationRequest } from '../../src/generation/request.ts';
import { insertGeneration } from '../../src/records/insert-generation.ts';
import { type Db, defineUnit } from '../../src/store/unit.ts';

export interface QueuedTasks {
  readonly count: number;
  readonly nowMs: number;
  readonly keyId?: string;
  /** The ids begin with it. */
  readonly name?: string;
}

/** Rows as an accept leaves them, `t0000` first; nothing is held for them. */
export const queueTasks = defineUnit({
  name: 'queue-tasks',
  module: import.meta.url,
  async run(db: Db, { count, nowMs, keyId = 'key_1', name = 't' }: QueuedTasks): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await insertGeneration(db, {
        id: `${name}${String(index).padStart(4, '0')}`,
        caller: {
          accountId: 'default',
          keyId,
          keyName: 'a key',
          mode: 'live',
          unlimited: true,
          settings: {},
        },
        request,
        state: 'queued',
        nowMs: nowMs + index,
        owner: null,
        leaseUntilMs: null,
        heldMicros: 0,
        price: null,
        choice: {},
      });
    }
  },
});

const request: GenerationRequest = {
  protocol: 'generations',
  model: 'nano-banana-2',
  requestedModel: 'nano-banana-2',
  prompt: 'a plantain',
  references: [],
  count: 1,
  strict: false,
  keep: 'last',
  kind: 'async-image',
  omitted: [],
};
