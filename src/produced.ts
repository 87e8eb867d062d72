import type { ArchiveGate } from './archive/archive-gate.ts';
import type { KeepImage } from './archive/keep-image.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import type { Channel } from './channels/channel.ts';
import type { ModelCatalog } from './generation/model.ts';
import type { Attempt, RouteNote } from './generation/outcome.ts';
import type { Provider, ReadyReference, Relay } from './generation/provider.ts';
import type { Clock } from './lib/clock.ts';
import type { Outbound } from './lib/outbound.ts';
import type { HeldLeases } from './records/held-leases.ts';
import type { ProgressBoard } from './records/progress-board.ts';
import type { Router } from './routing/router.ts';
import type { Store } from './store/store.ts';

/** What all outputs of a generation share. */
export interface ProduceWork {
  readonly references: readonly ReadyReference[];
  /** Receives every attempt as it ends. */
  readonly attempts: Attempt[];
  /** Receives what routing decided for the first output. */
  readonly route: RouteNote[];
  readonly relay?: Relay;
}

export interface AttemptParts {
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly spoolFolder: string;
  readonly keepImage: KeepImage;
  readonly archive: ArchiveGate;
  readonly files: ArtifactStore;
  readonly retentionMs: number;
  readonly progress: ProgressBoard;
  readonly leases: HeldLeases;
  /** Longest a generation may take. */
  readonly deadlineMs: number;
}

export interface ProduceParts extends AttemptParts {
  readonly store: Store;
  readonly catalog: ModelCatalog;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly channels: () => readonly Channel[];
  readonly router: Router;
  /** Passes the time until a store that is away is asked again. */
  readonly wait: () => Promise<unknown>;
}
