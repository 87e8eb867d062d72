import type { AnyUnit } from '../unit.ts';
import { beginMarked } from './commit-mark.ts';
import type { CommitMark, Link } from './link.ts';
import { ConnectionLost } from './translate-error.ts';

export interface Work {
  readonly unit: AnyUnit;
  readonly input: unknown;
  /** What its unit's `group` says of the input. */
  readonly groupName?: string;
}

/** What a group of units is given to the server as: neighbours that one `runAll` can do together. */
function batchesOf(works: readonly Work[]): Work[][] {
  const batches: Work[][] = [];
  for (const work of works) {
    const last = batches.at(-1)?.[0];
    const joins = last?.unit === work.unit && work.unit.runAll && last.groupName === work.groupName;
    if (joins) batches.at(-1)?.push(work);
    else batches.push([work]);
  }
  return batches;
}

/** `again`: it did not happen and met no fault of its own, so it may run once more. */
export type Outcome = Guarded<unknown>;

/** The connection broke after COMMIT was sent: only the server can tell whether it happened. */
export class CommitUnknown extends Error {
  readonly mark: CommitMark;
  readonly outcomes: readonly Outcome[];

  constructor(mark: CommitMark, outcomes: readonly Outcome[], cause: unknown) {
    super('the connection was lost during a commit', { cause });
    this.mark = mark;
    this.outcomes = outcomes;
  }
}

/** A unit of a group without savepoints failed, so all of them were undone. */
export class GroupUndone extends Error {}

/**
 * Runs the units in one transaction and commits those that succeed. Rejects with `ConnectionLost` when nothing was
 * committed, with `CommitUnknown`, or with what COMMIT met (then nothing was committed either). Without
 * `savepoints` it saves two messages per unit, and rejects with `GroupUndone` when one of several fails.
 */
export async function commitTogether(
  link: Link,
  works: readonly Work[],
  savepoints: boolean,
): Promise<Outcome[]> {
  const mark = await link.nextMark();
  const begun = quiet(beginMarked(link, mark));
  const outcomes: Outcome[] = [];
  const careful = savepoints && works.length > 1;
  for (const batch of batchesOf(works)) {
    const done = await runBatch(link, batch, careful);
    outcomes.push(...done);
    if (careful || done.every((outcome) => 'output' in outcome)) continue;
    await begun;
    await link.exec('ROLLBACK');
    if (works.length > 1) throw new GroupUndone('a unit of the group failed');
    return outcomes;
  }
  await begun;
  try {
    await link.exec('COMMIT');
    return outcomes;
  } catch (error) {
    if (error instanceof ConnectionLost) throw new CommitUnknown(mark, outcomes, error);
    throw error;
  }
}

/** A unit on one snapshot, without the right to write. */
export async function readOnce(link: Link, { unit, input }: Work): Promise<unknown> {
  const begun = quiet(link.exec('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'));
  try {
    const output = await link.session.run(unit, input);
    await begun;
    await link.exec('COMMIT');
    return output;
  } catch (error) {
    const setback = link.takeSetback();
    if (setback) throw setback;
    await link.exec('ROLLBACK');
    throw new UnitFailed(error);
  }
}

/** Tells an error of the unit, after which the connection is clean, from one of the connection. */
export class UnitFailed extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('the unit failed');
    this.error = error;
  }
}

/** A batch that fails is undone as a whole and, with `careful`, its units are then run one by one. */
async function runBatch(link: Link, batch: readonly Work[], careful: boolean): Promise<Outcome[]> {
  const { unit } = batch[0]!;
  if (batch.length > 1) {
    const outputs = await guarded(link, careful, () =>
      link.session.runAll(
        unit,
        batch.map(({ input }) => input),
      ),
    );
    if ('output' in outputs) return outputs.output.map((output) => ({ output }));
    if (!careful || 'again' in outputs) return batch.map(() => outputs);
  }
  const outcomes: Outcome[] = [];
  for (const { input } of batch) {
    outcomes.push(await guarded(link, careful, () => link.session.run(unit, input)));
  }
  return outcomes;
}

type Guarded<Output> = { output: Output } | { error: unknown } | { again: Error };

async function guarded<Output>(
  link: Link,
  savepoint: boolean,
  run: () => Promise<Output>,
): Promise<Guarded<Output>> {
  const saved = savepoint ? quiet(link.exec('SAVEPOINT unit')) : undefined;
  try {
    const output = await run();
    await saved;
    // Not waited for: it goes out together with the next statement, and fails only with the connection.
    if (savepoint) quiet(link.exec('RELEASE SAVEPOINT unit'));
    return { output };
  } catch (error) {
    const setback = link.takeSetback();
    if (setback instanceof ConnectionLost) throw setback;
    if (savepoint) await link.exec('ROLLBACK TO SAVEPOINT unit; RELEASE SAVEPOINT unit');
    return setback ? { again: setback } : { error };
  }
}

/** Awaited later or not at all; its failure must not count as unhandled meanwhile. */
function quiet<Value>(sent: Promise<Value>): Promise<Value> {
  sent.catch(() => {});
  return sent;
}
