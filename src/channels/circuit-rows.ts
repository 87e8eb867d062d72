import { type Db, defineUnit } from '../store/unit.ts';

/** What one process last found of one upstream model on one channel, for the others. */
export interface SharedCircuit {
  readonly channel: string;
  readonly upstreamModel: string;
  /** Why it was opened; null: it answers again. */
  readonly cause: string | null;
  /** Unix milliseconds. */
  readonly openUntilMs: number;
}

export interface CircuitNews {
  /** Ask for what is newer than this the next time. */
  readonly version: number;
  readonly circuits: readonly SharedCircuit[];
}

/** Tells the other processes; the newest word on a circuit replaces the one before. */
export const shareCircuits = defineUnit({
  name: 'share-circuits',
  module: import.meta.url,
  async run(
    db: Db,
    { node, circuits }: { readonly node: string; readonly circuits: readonly SharedCircuit[] },
  ): Promise<void> {
    // The row is locked, so that versions become visible in their order.
    const { circuits: version } = await db
      .updateTable('channel_changes')
      .set((set) => ({ circuits: set('circuits', '+', 1) }))
      .returning('circuits')
      .executeTakeFirstOrThrow();
    const rows = circuits.map(({ channel, upstreamModel, cause, openUntilMs }) => ({
      channel_id: channel,
      upstream_model: upstreamModel,
      version,
      node,
      cause,
      open_until: openUntilMs,
    }));
    await db
      .insertInto('channel_circuits')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['channel_id', 'upstream_model']).doUpdateSet((set) => ({
          version: set.ref('excluded.version'),
          node: set.ref('excluded.node'),
          cause: set.ref('excluded.cause'),
          open_until: set.ref('excluded.open_until'),
        })),
      )
      .execute();
  },
});

/** What other processes found since `after`. */
export const circuitNews = defineUnit({
  name: 'circuit-news',
  module: import.meta.url,
  async run(
    db: Db,
    { node, after }: { readonly node: string; readonly after: number },
  ): Promise<CircuitNews> {
    const rows = await db
      .selectFrom('channel_circuits')
      .selectAll()
      .where('version', '>', after)
      .orderBy('version')
      .execute();
    return {
      version: rows.at(-1)?.version ?? after,
      circuits: rows
        .filter((row) => row.node !== node)
        .map((row) => ({
          channel: row.channel_id,
          upstreamModel: row.upstream_model,
          cause: row.cause,
          openUntilMs: row.open_until,
        })),
    };
  },
});
