import type { Price } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction, queueUp } from '../records/actions.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import type { PriceRow } from '../store/schema.ts';
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

/** The newest version of every price that was set and not taken away. */
export const currentPrices = defineUnit({
  name: 'current-prices',
  module: import.meta.url,
  async run(db: Db): Promise<PriceEntry[]> {
    const rows = await db.selectFrom('prices').selectAll().orderBy('version').execute();
    const newest = new Map(rows.map((row) => [`${row.model} ${row.strategy}`, row]));
    const inForce = [...newest.values()].filter(({ removed }) => removed === 0);
    return inForce.map((row) => ({
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
    const last = await newestVersion(db, entry);
    const version = (last?.version ?? 0) + 1;
    await addVersion(db, entry, { version, price: toJsonText(entry.price), removed: 0 });
    await noteAction(db, {
      by: entry.by,
      action: 'price.set',
      subject: subjectOf(entry),
      ...(last?.removed === 0 ? { before: noted(last) } : {}),
      after: { version, price: entry.price },
      nowMs: entry.nowMs,
    });
    return version;
  },
});

type Removal = Omit<NewPrice, 'price'>;

/** Takes a price away that an operator set, by a version that says so; a `not_found` refusal when there is none. */
export const removePrice = defineUnit({
  name: 'remove-price',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, entry: Removal): Promise<void> {
    const last = await newestVersion(db, entry);
    if (last?.removed !== 0) {
      throw new Refusal(
        'not_found',
        `No price of its own was set for ${entry.model} with the strategy ${entry.strategy}.`,
      );
    }
    await addVersion(db, entry, { version: last.version + 1, price: last.price, removed: 1 });
    await noteAction(db, {
      by: entry.by,
      action: 'price.remove',
      subject: subjectOf(entry),
      before: noted(last),
      nowMs: entry.nowMs,
    });
  },
});

type Version = Pick<PriceRow, 'version' | 'price' | 'removed'>;

const noted = ({ version, price }: Version) => ({ version, price: fromJsonText<Price>(price) });

const subjectOf = ({ model, strategy }: Removal): string => `${model} ${strategy}`;

async function newestVersion(db: Db, { model, strategy }: Removal): Promise<Version | undefined> {
  await queueUp(db);
  return db
    .selectFrom('prices')
    .select(['version', 'price', 'removed'])
    .where('model', '=', model)
    .where('strategy', '=', strategy)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function addVersion(db: Db, { model, strategy, by, nowMs }: Removal, version: Version): Promise<void> {
  await db
    .insertInto('prices')
    .values({ ...version, model, strategy, actor: by.actor, created_at: nowMs })
    .execute();
}
