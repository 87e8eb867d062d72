import type { Receipt } from './receipt.ts';
import type { GenerationRequest } from './request.ts';

/** Several tasks handed in as one. */
export interface BatchOrder {
  /** As the client wrote it. */
  readonly model: string;
  readonly displayName?: string;
  readonly items: readonly BatchOrderItem[];
}

interface BatchOrderItem {
  readonly request: GenerationRequest;
  /** The client's own name for it. */
  readonly key?: string;
}

export interface Batch {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly model: string;
  readonly displayName?: string;
  readonly createdAtMs: number;
  readonly isCancelled: boolean;
  readonly items: readonly BatchItem[];
}

export interface BatchItem {
  readonly key?: string;
  /** Absent when its generation was never accepted, or is past its retention. */
  readonly receipt?: Receipt;
}

/** The batches of one caller's account and mode. */
export interface CallerBatches {
  /** Accepts every item or none; throws what accepting a task throws. */
  create(order: BatchOrder): Promise<Batch>;
  find(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  list(query: { readonly limit: number; readonly offset: number }): Promise<readonly Batch[]>;
  /** Takes back what has not gone upstream; false when there is no such batch. */
  cancel(id: string): Promise<boolean>;
  /** Forgets the batch; its generations stay. False when there was none. */
  remove(id: string): Promise<boolean>;
}
