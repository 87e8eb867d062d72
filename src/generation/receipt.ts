import type { FailureCode } from './failure.ts';
import type { Artifact, Attempt, Omission, RouteNote, Usage } from './outcome.ts';
import type { Micros, PinnedPrice } from './price.ts';
import type { ReferenceNote } from './reference-note.ts';
import type { GenerationRequest } from './request.ts';

export type GenerationState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What has happened to a running task since it was begun. */
export interface StepCounts {
  /** Calls to upstreams that were begun, over all its images. */
  readonly attempts: number;
  /** Images whose upstream has answered. */
  readonly answered: number;
  /** Images that are archived. */
  readonly archived: number;
}

/** What was asked, what was really done, and what it cost. Times are Unix milliseconds. */
export interface Receipt {
  readonly id: string;
  readonly state: GenerationState;
  /** Without the bytes of native bodies; paths of temporary files are empty. */
  readonly request: Omit<GenerationRequest, 'native'>;
  readonly createdAtMs: number;
  /** It went upstream and can no longer be cancelled. */
  readonly dispatched: boolean;
  readonly finishedAtMs: number | undefined;
  readonly heldMicros: Micros;
  readonly chargedMicros: Micros;
  readonly price: PinnedPrice | undefined;
  readonly result:
    | {
        readonly text: string;
        readonly usage: Usage;
        readonly omitted: readonly Omission[];
        readonly channel: string;
        readonly effectiveModel: string;
      }
    | undefined;
  readonly failure: { readonly code: FailureCode; readonly message: string } | undefined;
  readonly outputs: readonly Artifact[];
  readonly attempts: readonly Attempt[];
  /** What routing decided for its first image; empty before it was routed. */
  readonly route: readonly RouteNote[];
  /** In the order asked; empty before they were looked at. */
  readonly referenceNotes: readonly ReferenceNote[];
  /** Undefined before the first step was kept, and once it has ended. */
  readonly steps: StepCounts | undefined;
}

/** When the first of its images goes, in Unix milliseconds; undefined without images. */
export function expiryOf({ outputs }: Receipt): number | undefined {
  return outputs.length === 0 ? undefined : Math.min(...outputs.map((image) => image.expiresAtMs));
}

/** The part of a request its price depends on. `protocol`: the contract whose limits count, if not the usual ones. */
export type PricedRequest = Pick<GenerationRequest, 'model' | 'count' | 'resolution' | 'strategy'> &
  Partial<Pick<GenerationRequest, 'protocol'>>;

/** What a request would cost, without running it. */
export interface Quote {
  readonly price: PinnedPrice;
  readonly perImageMicros: Micros;
  /** What would be held: the most it can cost. */
  readonly totalMicros: Micros;
}
