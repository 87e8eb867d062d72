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

/** How far an item is; absent when its generation was never accepted, or is past its retention. */
export type ItemProgress = Pick<Receipt, 'state' | 'dispatched' | 'finishedAtMs'>;

/** A batch with the progress of its items, or with their receipts. */
export interface Batch<Item = BatchItem> {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly model: string;
  readonly displayName?: string;
  readonly createdAtMs: number;
  readonly isCancelled: boolean;
  readonly items: readonly Item[];
}

export interface BatchItem {
  readonly key?: string;
  readonly progress: ItemProgress | undefined;
}

/** An item with what was asked and what became of it. */
export interface ItemWithReceipt extends BatchItem {
  readonly progress: Receipt | undefined;
}

/** The batches of one caller's account and mode. */
export interface CallerBatches {
  /** Accepts every item or none; throws what accepting a task throws. */
  create(order: BatchOrder): Promise<Batch>;
  find(id: string): Promise<Batch<ItemWithReceipt> | undefined>;
  /** Newest first. */
  list(query: { readonly limit: number; readonly offset: number }): Promise<readonly Batch[]>;
  /** Takes back what has not gone upstream; false when there is no such batch. */
  cancel(id: string): Promise<boolean>;
  /** Forgets the batch; its generations stay. False when there was none. */
  remove(id: string): Promise<boolean>;
}
