import type { Mode } from '../generation/caller.ts';
import type { FailureCode } from '../generation/failure.ts';
import type { Artifact, Attempt, CallWords, Omission, RouteNote, Usage } from '../generation/outcome.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationState, StepCounts } from '../generation/receipt.ts';
import type { ReferenceNote } from '../generation/reference-note.ts';
import type { GenerationRequest } from '../generation/request.ts';

/** What is stored of a request: all of it but the bytes of a native body. */
export type StoredRequest = Omit<GenerationRequest, 'native'> & {
  readonly native?: { readonly answer: string };
};

/** What a finished generation tells beside its images. */
export interface GenerationResult {
  readonly text: string;
  readonly usage: Usage;
  readonly calls?: readonly CallWords[];
  readonly omitted: readonly Omission[];
  readonly channel: string;
  readonly effectiveModel: string;
}

/** A stored image and which upstream call made it. */
export interface Output extends Artifact {
  readonly slot: number;
}

/** What a failure told its client. */
export interface StoredFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly param?: string;
}

/** One generation as it stands in the store. Times are Unix milliseconds, money is micro-USD. */
export interface GenerationRecord {
  readonly id: string;
  readonly accountId: string;
  readonly keyId: string;
  readonly mode: Mode;
  readonly protocol: string;
  readonly model: string;
  readonly state: GenerationState;
  readonly request: StoredRequest;
  readonly count: number;
  readonly createdAtMs: number;
  /** It went upstream and can no longer be cancelled. */
  readonly dispatched: boolean;
  readonly finishedAtMs: number | undefined;
  readonly heldMicros: number;
  readonly chargedMicros: number;
  readonly price: PinnedPrice | undefined;
  readonly choice: Readonly<Record<string, unknown>>;
  readonly result: GenerationResult | undefined;
  readonly failure: StoredFailure | undefined;
  readonly outputs: readonly Output[];
  readonly attempts: readonly Attempt[];
  readonly route: readonly RouteNote[];
  readonly referenceNotes: readonly ReferenceNote[];
  readonly steps: StepCounts | undefined;
}

export function storedRequest(request: GenerationRequest): StoredRequest {
  const { native, references, ...rest } = request;
  return {
    // Temporary files are gone when anyone reads this; only what they were is worth keeping.
    references: [
      ...references.map((reference) => (reference.kind === 'url' ? reference : { ...reference, path: '' })),
      ...(native?.images ?? []).map(passedOn),
    ],
    ...(native ? { native: { answer: native.answer } } : {}),
    ...rest,
  };
}

const passedOn = ({ mediaType, sizeBytes }: { mediaType: string; sizeBytes: number }) =>
  ({ kind: 'spooled', path: '', mediaType, sizeBytes, isPassedOn: true }) as const;
