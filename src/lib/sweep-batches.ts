/** Rows of a batch: small, so that on SQLite an accept never waits long for their end. */
export const sweptAtOnce = 100;
/** Files removed at once: an S3 server takes its time for each. */
const removedAtOnce = 10;

export interface Sweep<Item> {
  /** The oldest that are over, or those that follow one: at most `sweptAtOnce`. */
  readonly find: (after: Item | undefined) => Promise<readonly Item[]>;
  readonly remove: (item: Item) => Promise<unknown>;
  /** Of those that were removed, in the order they were found; never of none. */
  readonly forget: (gone: readonly Item[]) => Promise<unknown>;
}

export interface Swept {
  readonly gone: number;
  /** Why the last one stays that could not be removed, if any could not. */
  readonly reason?: unknown;
}

/**
 * Removes what belongs to rows that are over, then the rows: a crash between the two only means that something is
 * removed twice. What cannot be removed stays for the next sweep, and the others do not wait for it; where none of a
 * batch can, the archive is away, and the rest waits, too.
 */
export async function sweepBatches<Item>(sweep: Sweep<Item>): Promise<Swept> {
  let count = 0;
  let failed: { reason: unknown } | undefined;
  for (let after: Item | undefined; ; ) {
    const items = await sweep.find(after);
    const gone: Item[] = [];
    for (let at = 0; at < items.length; at += removedAtOnce) {
      const some = items.slice(at, at + removedAtOnce);
      const results = await Promise.allSettled(some.map(sweep.remove));
      for (const [index, result] of results.entries()) {
        if (result.status === 'fulfilled') gone.push(some[index] as Item);
        else failed = { reason: result.reason };
      }
    }
    if (gone.length > 0) await sweep.forget(gone);
    count += gone.length;
    after = items.at(-1);
    if (items.length < sweptAtOnce || gone.length === 0) return { gone: count, ...failed };
  }
}
