import { plainRequest } from '../../src/generation/plain-request.ts';
import type { PinnedPrice } from '../../src/generation/price.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { insertGeneration } from '../../src/records/insert-generation.ts';
import { type Db, defineUnit } from '../../src/store/unit.ts';

export interface QueuedTasks {
  readonly count: number;
  readonly nowMs: number;
  readonly keyId?: string;
  /** The ids begin with it. */
  readonly name?: string;
  readonly model?: string;
}

/** Rows as an accept leaves them, `t0000` first; nothing is held for them. */
export const queueTasks = defineUnit({
  name: 'queue-tasks',
  module: import.meta.url,
  async run(db: Db, { count, nowMs, keyId = 'key_1', name = 't', model }: QueuedTasks): Promise<void> {
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
        request: model === undefined ? request : { ...request, model, requestedModel: model },
        state: 'queued',
        nowMs: nowMs + index,
        owner: null,
        leaseUntilMs: null,
        heldMicros: 0,
        price,
        choice: {},
      });
    }
  },
});

const price: PinnedPrice = {
  version: 1,
  strategy: 'auto',
  price: { unit: 'image', tiers: { '1K': 0 } },
  tier: '1K',
};

const request: GenerationRequest = {
  ...plainRequest('nano-banana-2', 'a plantain'),
  kind: 'async-image',
};
