import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import { UnitMisuse } from './errors.ts';
import { checkParameters } from './parameters.ts';
import { giveRawSql } from './raw-sql.ts';
import { giveStatements } from './run-compiled.ts';
import type { StoreKind } from './store.ts';
import type { AnyUnit, Db } from './unit.ts';

/** Runs one statement on the engine's driver; rejects with errors already translated to `StoreError`s. */
export type RunStatement = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/** The query builder bound to one connection. Whoever holds the session begins and ends the transactions. */
export interface UnitSession {
  readonly kysely: Kysely<unknown>;
  /** Runs a unit's statements. Rejects also when the unit caught a statement's error and returned normally. */
  run(unit: AnyUnit, input: unknown): Promise<unknown>;
  /** The same with the unit's `runAll`. */
  runAll(unit: AnyUnit, inputs: readonly unknown[]): Promise<readonly unknown[]>;
  /** From now on every statement of this session fails. */
  retire(): void;
}

export async function openUnitSession(engine: StoreKind, runStatement: RunStatement): Promise<UnitSession> {
  giveRawSql(sql);
  const connection = new UnitConnection(runStatement);
  const kysely = new Kysely<unknown>({ dialect: boundDialect(engine, connection) });
  // Never committed through Kysely: it only gives units the type that cannot start a transaction of its own.
  const db: Db<unknown> = await kysely.startTransaction().execute();
  giveStatements(db, (query) => connection.executeQuery(query));
  async function watched<Output>(unit: AnyUnit, run: () => Promise<Output>): Promise<Output> {
    connection.start(unit.name);
    const output = await run();
    connection.finish();
    return output;
  }
  return {
    kysely,
    retire: () => connection.retire(),
    run: (unit, input) => watched(unit, () => unit.run(db, input)),
    runAll: (unit, inputs) =>
      watched(unit, async () => {
        const outputs = await unit.runAll?.(db, inputs);
        if (outputs?.length === inputs.length) return outputs;
        throw new UnitMisuse(
          `the unit ${unit.name} gave ${outputs?.length} outputs for ${inputs.length} inputs`,
        );
      }),
  };
}

function boundDialect(engine: StoreKind, connection: UnitConnection) {
  const nothing = async () => {};
  return {
    createDriver: () => ({
      init: nothing,
      acquireConnection: async () => connection,
      beginTransaction: nothing,
      commitTransaction: nothing,
      rollbackTransaction: nothing,
      releaseConnection: nothing,
      destroy: nothing,
    }),
    createAdapter: () => (engine === 'postgres' ? new UnlockedPostgresAdapter() : new SqliteAdapter()),
    createQueryCompiler: () =>
      engine === 'postgres' ? new PostgresQueryCompiler() : new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) =>
      engine === 'postgres' ? new PostgresIntrospector(db) : new SqliteIntrospector(db),
  };
}

/** The migration lock is taken outside; Kysely's own could not be released after a failed statement. */
class UnlockedPostgresAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/**
 * PostgreSQL refuses every statement after a failed one; SQLite would go on. Held to the stricter rule here, so a
 * unit that works on one engine works on the other.
 */
class UnitConnection implements DatabaseConnection {
  readonly #runStatement: RunStatement;
  /** Undefined while migrations run: Kysely's own statements bind booleans. */
  #unitName: string | undefined;
  #failure: unknown;
  #failed = false;
  #retired = false;

  constructor(runStatement: RunStatement) {
    this.#runStatement = runStatement;
  }

  start(unitName: string): void {
    this.#unitName = unitName;
    this.#failed = false;
    this.#failure = undefined;
  }

  finish(): void {
    if (this.#failed) throw this.#doomed();
  }

  retire(): void {
    this.#retired = true;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#retired) throw new UnitMisuse('a unit used its transaction after the end of it');
    if (this.#failed) throw this.#doomed();
    try {
      if (this.#unitName !== undefined) checkParameters(query.parameters);
      return (await this.#runStatement(query)) as QueryResult<Row>;
    } catch (error) {
      // Sent together with one that failed: the server refused it for that.
      if (this.#failed) throw this.#doomed();
      this.#failed = true;
      this.#failure = error;
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: required by Kysely's interface
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new UnitMisuse('units do not stream; read pages instead');
  }

  #doomed(): UnitMisuse {
    const message = `a statement of the unit ${this.#unitName} failed, so its transaction can only be rolled back`;
    return new UnitMisuse(message, { cause: this.#failure });
  }
}
