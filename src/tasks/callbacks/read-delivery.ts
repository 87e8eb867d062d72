import type { Mode } from '../../generation/caller.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { readGeneration } from '../../records/read-generation.ts';
import { type Db, defineUnit } from '../../store/unit.ts';
import { validSecrets } from './secrets.ts';

export interface Delivery {
  readonly receipt: Receipt | undefined;
  /** To sign with, newest first, as they are stored. */
  readonly secrets: string[];
}

/** What an event tells, and with which secrets. */
export const readDelivery = defineUnit({
  name: 'read-delivery',
  module: import.meta.url,
  async run(db: Db, input: { id: string; accountId: string; mode: Mode; nowMs: number }): Promise<Delivery> {
    return {
      receipt: await readGeneration.run(db, input),
      secrets: await validSecrets(db, input.accountId, input.nowMs),
    };
  },
});
