import type { Mode } from '../generation/caller.ts';
import type { ImageFormat } from '../generation/image-format.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { CatalogPrice } from '../generation/price.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import type { Listener } from './evidence-rows.ts';
import type { Outpost } from './outpost.ts';
import type { Change } from './run.ts';
import type { Target } from './target.ts';

export interface VerificationParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly catalog: ModelCatalog;
  /** What the makers of the models ask: what is paid upstream where a channel does not say what it charges. */
  readonly listPrices: readonly CatalogPrice[];
  /** Name of this process on the runs it carries out. */
  readonly owner: string;
  /** Origin of the gateway that is checked. */
  readonly origin: () => string;
  /** A key of its own for every run, and its end. */
  readonly makeKey: (mode: Mode) => Promise<{ readonly id: string; readonly key: string }>;
  readonly revokeKey: (id: string) => Promise<unknown>;
  readonly version: string;
  /** An input image in a format. */
  readonly readPicture: (format: ImageFormat) => Promise<Buffer>;
  readonly log?: Log | undefined;
  /** Is told of every row that changes. */
  readonly listener?: Listener | undefined;
  readonly onChange?: ((change: Change) => void) | undefined;
}

/** Only cases for which all that is given holds. */
export interface Scope {
  readonly models?: readonly string[] | undefined;
  readonly contracts?: readonly string[] | undefined;
  readonly features?: readonly string[] | undefined;
}

export interface RunOrder extends Scope {
  readonly target: Target;
  /** What the run may cost at most, of what is paid upstream and what the gateway takes, the higher. */
  readonly capMicros?: number | undefined;
  readonly reason: 'demand' | 'schedule' | 'channel-changed';
  readonly by: Actor;
  /** An earlier run that did not get through: what it has evidence for is left out. */
  readonly resume?: string | undefined;
  readonly outpost?: Outpost | undefined;
  /** The upstream is an emulator, which can be told to fail. */
  readonly emulated: boolean;
  readonly concurrency?: number | undefined;
  readonly onProgress?: ((done: number, planned: number, spentMicros: number) => void) | undefined;
}
