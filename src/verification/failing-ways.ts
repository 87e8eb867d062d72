import type { Store } from '../store/store.ts';
import { type Asked, askedOf, type Demand } from './asked-of.ts';
import { freshMs } from './capability-table.ts';
import type { Case, Wish } from './case.ts';
import { protocolOf } from './contract-features.ts';
import { failingEvidence } from './evidence-rows.ts';

export interface FailingWay {
  readonly channel: string;
  readonly upstreamId: string;
}

/** What the newest checks found failing, for whoever decides where a request goes. */
export interface FailingWays {
  /** A sentence against asking this of an upstream model on a channel; nothing where no check speaks against it. */
  reasonAgainst(way: FailingWay, demand: Demand): string | undefined;
  refresh(): Promise<void>;
}

interface KnownFailure {
  readonly case: Case;
  /** Null when it was not one upstream model that failed. */
  readonly upstreamId: string | null;
  readonly checkedAtMs: number;
}

/** Rows that say nothing about what a request will get: the gateway's own refusals, callbacks, odd files. */
const isAboutUpstream = ({ expect, surface, wish }: Case) =>
  expect === 'image' &&
  surface === 'gateway' &&
  !wish.callback &&
  !wish.referenceSize &&
  !wish.responseFormat &&
  !wish.autoRatio;

/**
 * Follows the failing rows of the capability table. A failure speaks against requests over its own contract that ask
 * for all that its row asked for; older than seven days it speaks against nothing, as it would verify nothing.
 */
export function createFailingWays(store: Store, now: () => number, cases: readonly Case[]): FailingWays {
  const byId = new Map(cases.filter(isAboutUpstream).map((row) => [row.id, row]));
  let byChannel = new Map<string, KnownFailure[]>();
  return {
    reasonAgainst({ channel, upstreamId }, demand) {
      const failures = byChannel.get(channel);
      if (!failures) return undefined;
      const asked = askedOf(demand);
      const { model, protocol } = demand.request;
      const found = failures.find(
        (failure) =>
          failure.case.model === model &&
          protocolOf(failure.case.contract) === protocol &&
          (failure.upstreamId === null || failure.upstreamId === upstreamId) &&
          now() - failure.checkedAtMs <= freshMs &&
          isLike(asked, failure.case.wish),
      );
      return found && `failed the check "${found.case.label}" on ${day(found.checkedAtMs)}`;
    },
    async refresh() {
      const rows = await store.read(failingEvidence, { afterMs: now() - freshMs });
      const found = new Map<string, KnownFailure[]>();
      for (const row of rows) {
        const failed = byId.get(row.case_id);
        if (!failed) continue;
        const known = { case: failed, upstreamId: row.effective_model, checkedAtMs: row.checked_at };
        found.set(row.channel, [...(found.get(row.channel) ?? []), known]);
      }
      byChannel = found;
    },
  };
}

/** Whether a request asks for all that a row asked for. A row without references is about requests without. */
function isLike(asked: Asked, wish: Wish): boolean {
  const isPlain = Object.keys(wish).length === 0;
  const isAbout = <Name extends Exclude<keyof Asked & keyof Wish, 'references'>>(name: Name) =>
    wish[name] === undefined || wish[name] === asked[name];
  return (
    (wish.references === undefined ? !isPlain || asked.references === 0 : isCount(asked, wish)) &&
    (wish.referenceType === undefined || asked.referenceTypes.includes(wish.referenceType)) &&
    isAbout('resolution') &&
    isAbout('aspectRatio') &&
    isAbout('outputFormat') &&
    isAbout('search') &&
    isAbout('stream') &&
    (wish.outputCompression === undefined || asked.outputCompression !== undefined)
  );
}

/** A type that fails, fails in any number. */
const isCount = (asked: Asked, { references, referenceType }: Wish) =>
  referenceType === undefined || references !== 1 ? asked.references === references : asked.references !== 0;

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
