import type { Model } from '../generation/model.ts';
import type { CapabilityRow } from '../verification/capability-table.ts';

/** What all pages are made from. */
export interface SiteInput {
  readonly models: readonly Model[];
  readonly table: readonly CapabilityRow[];
  /** Where the examples point. */
  readonly origin: string;
  readonly nowMs: number;
}

export const contractPath = (model: string, contract: string): string => `/docs/${model}/${contract}`;
