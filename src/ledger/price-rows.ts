import type { Price } from '../generation/price.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface PriceEntry {
  readonly model: string;
  /** `auto`, `value`, `official`, or `*` for every strategy without a row of its own. */
  readonly strategy: string;
  readonly version: number;
  readonly price: Price;
  readonly actor: string;
  readonly createdAtMs: number;
}

/** The newest version of every price that was ever set. */
export const currentPrices = defineUnit({
  name: 'current-prices',
  module: import.meta.url,
  async run(db: Db): Promise<PriceEntry[]> {
    const rows = await db.selectFrom('prices').selectAll().orderBy('version').execute();
    const newest = new Map(rows.map((row) => [`${row.model} ${row.strategy}`, row]));
    return [...newest.values()].map((row) => ({
      model: row.model,
      strategy: row.strategy,
      version: row.version,
      price: fromJsonText<Price>(row.price),
      actor: row.actor,
      createdAtMs: row.created_at,
    }));
  },
});

export interface NewPrice {
  readonly model: string;
  readonly strategy: string;
  readonly price: Price;
  readonly by: Actor;
  readonly nowMs: number;
}

/** Adds a version; earlier ones stay, and generations accepted at them are settled at them. */
export const setPrice = defineUnit({
  name: 'set-price',
  module: import.meta.url,
  async run(db: Db, entry: NewPrice): Promise<number> {
    const last = await db
      .selectFrom('prices')
      .select(['version', 'price'])
      .where('model', '=', entry.model)
      .where('strategy', '=', entry.strategy)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    const version = (last?.version ?? 0) + 1;
    await db
      .insertInto('prices')
      .values({
        version,
        model: entry.model,
        strategy: entry.strategy,
        price: toJsonText(entry.price),
        actor: entry.by.actor,
        created_at: entry.nowMs,
      })
      .execute();
    await noteAction(db, {
      by: entry.by,
      action: 'price.set',
      subject: `${entry.model} ${entry.strategy}`,
      ...(last ? { before: { version: last.version, price: fromJsonText<Price>(last.price) } } : {}),
      after: { version, price: entry.price },
      nowMs: entry.nowMs,
    });
    return version;
  },
});
