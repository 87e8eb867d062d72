import type { Case, Dimension, Wish } from './case.ts';
import type { CostOf } from './most-cost.ts';

/** One request and the rows it is evidence for. */
export interface PlannedRequest {
  readonly model: string;
  readonly contract: string;
  readonly surface: Case['surface'];
  readonly wish: Wish;
  readonly cases: readonly Case[];
  /** The most one call can cost. One that has to be refused may bring a picture all the same. */
  readonly quoteMicros: number;
}

export interface RunPlan {
  readonly requests: readonly PlannedRequest[];
  readonly quoteMicros: number;
  /** Rows that cannot be checked here, and why. */
  readonly left: readonly { readonly id: string; readonly reason: string }[];
}

export interface PlanInput {
  readonly cases: readonly Case[];
  /** What of `needs` is there. */
  readonly has: ReadonlySet<NonNullable<Case['needs']>>;
  /** Whether Google's own API can be asked with the channel's credential. */
  readonly direct: boolean;
  readonly costOf: CostOf;
}

/**
 * The cheapest set of requests that covers the rows. Rows of different dimensions share requests: the nth value of
 * each is asked for at once, so there are as many requests as the longest dimension has values, which cannot be
 * undercut, and each dear resolution is paid for once. Rows without a dimension are asked for alone.
 */
export function planRun({ cases, has, direct, costOf }: PlanInput): RunPlan {
  const left: { id: string; reason: string }[] = [];
  const possible = cases.filter((row) => {
    const reason = reasonAgainst(row, has, direct) ?? unknownCost(row, costOf);
    if (reason) left.push({ id: row.id, reason });
    return !reason;
  });
  const groups = new Map<string, Case[]>();
  for (const row of possible) groups.set(placeOf(row), [...(groups.get(placeOf(row)) ?? []), row]);
  const requests = [...groups.values()].flatMap((rows) => pack(rows)).map((rows) => request(rows, costOf));
  return { requests, left, quoteMicros: requests.reduce((sum, { quoteMicros }) => sum + quoteMicros, 0) };
}

/** The request that asks for all of these rows at once. */
export function request(cases: readonly Case[], costOf: CostOf): PlannedRequest {
  const first = cases[0] as Case;
  const references = Math.max(...cases.map(({ wish }) => wish.references ?? 0));
  const merged: Wish = Object.assign({}, ...cases.map(({ wish }) => wish));
  const wish = references > 0 ? { ...merged, references } : merged;
  return {
    model: first.model,
    contract: first.contract,
    surface: first.surface,
    wish,
    cases,
    quoteMicros: costOf(first.model, wish) ?? 0,
  };
}

function pack(rows: readonly Case[]): Case[][] {
  const alone = rows.filter(({ dimension }) => dimension === undefined).map((row) => [row]);
  const dimensions = new Map<Dimension, Case[]>();
  for (const row of rows) {
    if (row.dimension) dimensions.set(row.dimension, [...(dimensions.get(row.dimension) ?? []), row]);
  }
  const longest = Math.max(0, ...[...dimensions.values()].map(({ length }) => length));
  const shared = Array.from({ length: longest }, (_, index) =>
    [...dimensions.values()].flatMap((values) => values[index] ?? []),
  );
  return [...alone, ...shared];
}

const placeOf = (row: Case) => `${row.model} ${row.contract} ${row.surface}`;

function reasonAgainst(row: Case, has: PlanInput['has'], direct: boolean): string | undefined {
  if (row.surface === 'upstream' && !direct) return 'this channel is not asked directly';
  if (row.needs === undefined || has.has(row.needs)) return undefined;
  if (row.needs === 'outpost') return 'needs an address of the runner that the gateway may fetch from';
  return 'only an emulator can be told to block';
}

/** A cap could not be held: what is not known would count as nothing. */
function unknownCost({ model, wish }: Case, costOf: CostOf): string | undefined {
  if (costOf(model, wish) !== undefined) return undefined;
  return `nobody knows what ${model} costs upstream: say it as the cost of the channel`;
}
