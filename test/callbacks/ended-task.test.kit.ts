import type { Mode } from '../../src/generation/caller.ts';
import { plainRequest } from '../../src/generation/plain-request.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { announceEnd } from '../../src/records/announce-end.ts';
import { finishGeneration } from '../../src/records/finish-generation.ts';
import { insertGeneration } from '../../src/records/insert-generation.ts';
import { type Db, defineUnit } from '../../src/store/unit.ts';

export interface EndedTasks {
  readonly tasks: readonly { readonly id: string; readonly callbackUrl: string }[];
  readonly accountId: string;
  readonly mode?: Mode;
  readonly nowMs: number;
}

/** Tasks that have ended, all in one transaction, and the events that tell it. */
export const endTasks = defineUnit({
  name: 'end-tasks',
  module: import.meta.url,
  async run(db: Db, { tasks, accountId, mode = 'live', nowMs }: EndedTasks): Promise<void> {
    for (const { id, callbackUrl } of tasks) {
      await insertGeneration(db, {
        id,
        caller: {
          accountId,
          keyId: 'key_1',
          keyName: 'a key',
          mode,
          unlimited: true,
          settings: {},
        },
        request: { ...request, callbackUrl },
        state: 'running',
        nowMs,
        owner: 'a process',
        leaseUntilMs: nowMs + 30_000,
        heldMicros: 0,
        price: null,
        choice: {},
      });
      await finishGeneration(db, {
        id,
        fence: 1,
        nowMs,
        chargedMicros: 0,
        ending: {
          state: 'failed',
          code: 'content_blocked',
          message: 'Blocked by the content policy. 🍌',
          internal: null,
          attempts: [],
        },
      });
      await announceEnd(db, { id, accountId, mode, nowMs });
    }
  },
});

const request: GenerationRequest = {
  ...plainRequest('nano-banana-2', 'a plantain\u2028on a table \u0000 🍌'),
  kind: 'async-image',
};
