import { UnitMisuse } from '../errors.ts';
import type { AnyUnit } from '../unit.ts';
import { openUnitSession, type UnitSession } from '../unit-session.ts';
import type { SqliteDatabase } from './database.ts';
import { Statements } from './statements.ts';
import { translateError } from './translate-error.ts';

/** One of the thread's two connections, able to run units. */
export interface SqliteConnection {
  readonly session: UnitSession;
  exec(sql: string): void;
  /** Rejects with what the unit threw, or with `UnitMisuse` when it waited for anything but its statements. */
  run(unit: AnyUnit, input: unknown): Promise<unknown>;
  close(): void;
}

export async function connect(
  database: SqliteDatabase,
  role: 'reader' | 'writer',
): Promise<SqliteConnection> {
  const statements = new Statements(database);
  const openSession = () =>
    openUnitSession('sqlite', async (query) => {
      try {
        return statements.run(query);
      } catch (error) {
        throw translateError(error, role);
      }
    });
  let session = await openSession();

  return {
    get session() {
      return session;
    },
    exec(sql) {
      try {
        if (around.has(sql)) statements.exec(sql);
        else database.exec(sql);
      } catch (error) {
        throw translateError(error, role);
      }
    },
    async run(unit, input) {
      try {
        return await settleInThisTurn(session.run(unit, input), unit.name);
      } catch (error) {
        if (error instanceof WaitedTooLong) {
          // The unit may wake up later, when the connection works for another one.
          session.retire();
          session = await openSession();
        }
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** Run beside every unit, so worth preparing. */
const around = new Set(['BEGIN', 'BEGIN IMMEDIATE', 'SAVEPOINT unit', 'RELEASE unit', 'COMMIT']);

class WaitedTooLong extends UnitMisuse {
  constructor(unitName: string) {
    super(`the unit ${unitName} waited for something that is not its database`);
    this.name = 'UnitMisuse';
  }
}

/**
 * Statements run synchronously, so a unit that waits for nothing else settles before the event loop turns. One that
 * does not would hold up every write of the process.
 */
function settleInThisTurn<Value>(work: Promise<Value>, unitName: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const turned = setImmediate(() => reject(new WaitedTooLong(unitName)));
    work.then(resolve, reject).finally(() => clearImmediate(turned));
  });
}
