import { migrate } from '../migrate.ts';
import { readMigrationFolder } from '../migration-folder.ts';
import type { MigrateInfo } from '../store.ts';
import { createMarksTable } from './commit-mark.ts';
import type { Connections } from './connections.ts';
import { migrationLock } from './migration-lock.ts';

/** Brings the schema up to date while other processes that start wait at the lock. `connections` have no time limit. */
export async function migrateLocked(connections: Connections, folder: string): Promise<MigrateInfo> {
  const known = await readMigrationFolder(folder);
  return connections.use(async (link) => {
    await link.exec('BEGIN');
    // Not those of the role or the database either.
    await link.exec('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    await link.exec(`SELECT pg_advisory_xact_lock(${migrationLock})`);
    await link.exec(createMarksTable);
    const migrateInfo = await migrate(link.session.kysely, known);
    await link.exec('COMMIT');
    return migrateInfo;
  });
}
