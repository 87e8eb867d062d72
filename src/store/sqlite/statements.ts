import type { CompiledQuery, QueryResult } from 'kysely';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './database.ts';

/** More than the distinct statements of the program; inserts of n rows make n of them. */
const cachedStatementsMax = 500;

/** Runs statements, preparing each text once. The least recently used is forgotten first. */
export class Statements {
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<string, SqliteStatement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  run(query: CompiledQuery): QueryResult<unknown> {
    const statement = this.#prepare(query.sql);
    const parameters = query.parameters.map(toSqliteValue);
    if (returnsRows(query)) return { rows: statement.all(...parameters) };
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
  }

  /** One that takes and returns nothing. */
  exec(sql: string): void {
    this.#prepare(sql).run();
  }

  #prepare(sql: string): SqliteStatement {
    const found = this.#prepared.get(sql);
    const statement = found ?? this.#database.prepare(sql);
    if (found) this.#prepared.delete(sql);
    this.#prepared.set(sql, statement);
    if (this.#prepared.size > cachedStatementsMax) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest);
        break;
      }
    }
    return statement;
  }
}

function returnsRows({ query }: CompiledQuery): boolean {
  switch (query.kind) {
    case 'InsertQueryNode':
    case 'UpdateQueryNode':
    case 'DeleteQueryNode':
      return query.returning !== undefined;
    default:
      // Raw SQL included: `all` also runs what returns nothing, only the count of changed rows is not told then.
      return true;
  }
}

/** A number is bound as a double, so `x / ?` would not be an integer division as on PostgreSQL. */
function toSqliteValue(value: unknown): SqliteValue {
  return Number.isInteger(value) ? BigInt(value as number) : (value as SqliteValue);
}
