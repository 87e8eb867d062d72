import type { CompiledQuery } from 'kysely';
import { UnitMisuse } from './errors.ts';
import { engineOf } from './row-locks.ts';
import { runCompiled, withParameters } from './run-compiled.ts';
import type { StoreKind } from './store.ts';
import type { Db } from './unit.ts';

type Values = Readonly<Record<string, string | number | null>>;

/** Writes the query with members of `given` as its only parameters: nothing computed from them, no other value. */
type Build<Given, Row, Tables> = (db: Db<Tables>, given: Given) => { compile(): CompiledQuery<Row> };

/**
 * A query of fixed text, built once per engine: for a look-up by a key, building takes several times as long as the
 * look-up. The function returned runs it with the values it is given.
 */
export function prepareQuery<Given extends Values, Row, Tables>(
  build: Build<Given, Row, Tables>,
): (db: Db<Tables>, given: Given) => Promise<Row[]> {
  const textFor = prepare(build);
  return async (db, given) => (await runCompiled(db, textFor(db, given))).rows;
}

/** The same for a statement that changes rows; resolves with how many. */
export function prepareChange<Given extends Values, Tables>(
  build: Build<Given, unknown, Tables>,
): (db: Db<Tables>, given: Given) => Promise<number> {
  const textFor = prepare(build);
  return async (db, given) => Number((await runCompiled(db, textFor(db, given))).numAffectedRows ?? 0n);
}

/** Stands where a value of this name will. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Prepared<Row> {
  readonly query: CompiledQuery<Row>;
  readonly names: readonly string[];
}

function prepare<Given extends Values, Row, Tables>(build: Build<Given, Row, Tables>) {
  const built = new Map<StoreKind, Prepared<Row>>();
  return (db: Db<Tables>, given: Given): CompiledQuery<Row> => {
    const engine = engineOf(db);
    let prepared = built.get(engine);
    if (!prepared) {
      prepared = withNames(build(db, places as Given).compile());
      built.set(engine, prepared);
    }
    return withParameters(
      prepared.query,
      prepared.names.map((name) => given[name]),
    );
  };
}

const places: unknown = new Proxy({}, { get: (_target, name) => new Place(String(name)) });

function withNames<Row>(query: CompiledQuery<Row>): Prepared<Row> {
  const names = query.parameters.map((parameter) => {
    if (parameter instanceof Place) return parameter.name;
    throw new UnitMisuse(`a parameter of the prepared query is not a given value: ${query.sql}`);
  });
  return { query, names };
}
