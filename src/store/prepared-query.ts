import type { CompiledQuery } from 'kysely';
import { UnitMisuse } from './errors.ts';
import { engineOf } from './row-locks.ts';
import type { Engine } from './store.ts';
import type { Db } from './unit.ts';

/**
 * A query of fixed text, built once per engine: for a look-up by a key, building takes several times as long as the
 * look-up. `build` must use each parameter once, in their order, and no other value; the first run checks that.
 */
export function prepareQuery<Parameters extends readonly (string | number)[], Row>(
  build: (db: Db, ...parameters: Parameters) => { compile(): CompiledQuery<Row> },
): (db: Db, ...parameters: Parameters) => Promise<Row[]> {
  const built = new Map<Engine, CompiledQuery<Row>>();

  function textFor(db: Db, parameters: Parameters): CompiledQuery<Row> {
    const engine = engineOf(db);
    const known = built.get(engine);
    if (known) return known;
    const query = build(db, ...parameters).compile();
    const used = query.parameters;
    if (used.length !== parameters.length || used.some((value, index) => value !== parameters[index])) {
      throw new UnitMisuse(`not the parameters of the query, in their order: ${query.sql}`);
    }
    built.set(engine, query);
    return query;
  }

  return async (db, ...parameters) =>
    (await db.executeQuery<Row>({ ...textFor(db, parameters), parameters })).rows;
}
