import { packError } from '../packed-error.ts';
import type { AnyUnit } from '../unit.ts';
import type { SqliteConnection } from './connection.ts';
import type { Answer, Call } from './messages.ts';

export type FoundCall = Call & { unit: AnyUnit };

/** Groups that run with savepoints after one that had to be undone without. */
const carefulGroupsAfterFailure = 20;

/**
 * Runs writes one after another and makes them durable with one commit. A unit that fails is undone alone; when the
 * commit itself fails, none of them happened.
 *
 * SQLite copies every page that is changed within a savepoint: a quarter of what units take. So a group runs without
 * them, and again with them when one of it has failed. Units seldom fail, and then often many of them.
 */
export function createCommits(writer: SqliteConnection): (calls: readonly FoundCall[]) => Promise<Answer[]> {
  let carefulGroups = 0;
  return async (calls) => {
    if (carefulGroups > 0) {
      carefulGroups -= 1;
    } else {
      const answers = await commitTogether(writer, calls, runPlainly);
      if (answers) return answers;
      carefulGroups = carefulGroupsAfterFailure;
    }
    return (await commitTogether(writer, calls, runAlone)) as Answer[];
  };
}

/** Undefined when all of several were undone because one failed. */
async function commitTogether(
  writer: SqliteConnection,
  calls: readonly FoundCall[],
  run: typeof runPlainly | typeof runAlone,
): Promise<Answer[] | undefined> {
  const answers: Answer[] = [];
  try {
    writer.exec('BEGIN IMMEDIATE');
    for (const call of calls) {
      const answer = await run(writer, call);
      answers.push(answer);
      if (run === runAlone || 'output' in answer) continue;
      undo(writer);
      return calls.length === 1 ? answers : undefined;
    }
    writer.exec('COMMIT');
    return answers;
  } catch (error) {
    undo(writer);
    return calls.map(({ id }) => ({ id, error: packError(error) }));
  }
}

async function runPlainly(writer: SqliteConnection, { id, unit, input }: FoundCall): Promise<Answer> {
  try {
    return { id, output: await writer.run(unit, input) };
  } catch (error) {
    return { id, error: packError(error) };
  }
}

/** Rejects only when the transaction as a whole is gone: a full disk makes SQLite roll back on its own. */
async function runAlone(writer: SqliteConnection, { id, unit, input }: FoundCall): Promise<Answer> {
  writer.exec('SAVEPOINT unit');
  try {
    const output = await writer.run(unit, input);
    writer.exec('RELEASE unit');
    return { id, output };
  } catch (error) {
    try {
      writer.exec('ROLLBACK TO unit; RELEASE unit');
    } catch {
      throw error;
    }
    return { id, error: packError(error) };
  }
}

/** All reads that are waiting see one snapshot, taken after every write that has resolved. */
export async function readTogether(reader: SqliteConnection, calls: readonly FoundCall[]): Promise<Answer[]> {
  try {
    reader.exec('BEGIN');
    const answers: Answer[] = [];
    for (const { id, unit, input } of calls) {
      try {
        answers.push({ id, output: await reader.run(unit, input) });
      } catch (error) {
        answers.push({ id, error: packError(error) });
      }
    }
    reader.exec('COMMIT');
    return answers;
  } catch (error) {
    undo(reader);
    return calls.map(({ id }) => ({ id, error: packError(error) }));
  }
}

function undo(connection: SqliteConnection): void {
  try {
    connection.exec('ROLLBACK');
  } catch {
    // No transaction is open: BEGIN failed, or SQLite has rolled back already.
  }
}
