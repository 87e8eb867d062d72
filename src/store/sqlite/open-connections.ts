import { StoreUnavailable } from '../errors.ts';
import { migrate } from '../migrate.ts';
import { readMigrationFolder } from '../migration-folder.ts';
import type { MigrateInfo } from '../store.ts';
import { connect, type SqliteConnection } from './connection.ts';
import { openDatabase, type SqliteDatabase, setBusyTimeout } from './database.ts';
import type { WorkerSettings } from './messages.ts';

/** Another process may be in the middle of a long upgrade. */
const migrationWaitMs = 60_000;

export interface Connections {
  writer: SqliteConnection;
  reader: SqliteConnection;
  migrateInfo: MigrateInfo;
}

export async function openConnections({ file, migrations }: WorkerSettings): Promise<Connections> {
  const writing = await open(file);
  try {
    const writer = await connect(writing, 'writer');
    const migrateInfo = await migrateLocked(writing, writer, migrations);
    const reading = await open(file);
    reading.exec('PRAGMA query_only = ON');
    return { writer, reader: await connect(reading, 'reader'), migrateInfo };
  } catch (error) {
    writing.close();
    throw error;
  }
}

/** What the file system refuses is no fault of ours, and told as what the store itself reports. */
const open = (file: string): Promise<SqliteDatabase> =>
  openDatabase(file).catch((cause: Error) => {
    throw new StoreUnavailable(`SQLite cannot open ${file}: ${cause.message}`, { cause });
  });

async function migrateLocked(
  database: SqliteDatabase,
  writer: SqliteConnection,
  folder: string,
): Promise<MigrateInfo> {
  const known = await readMigrationFolder(folder);
  // Tables are altered by rebuilding them, which needs foreign keys off (sqlite.org/lang_altertable.html §7).
  writer.exec('PRAGMA foreign_keys = OFF');
  setBusyTimeout(database, migrationWaitMs);
  writer.exec('BEGIN IMMEDIATE');
  try {
    const migrateInfo = await migrate(writer.session.kysely, known);
    const broken = database.prepare('PRAGMA foreign_key_check').all();
    if (broken.length > 0) {
      throw new Error(`the migrations would leave ${broken.length} rows pointing at rows that do not exist`);
    }
    writer.exec('COMMIT');
    return migrateInfo;
  } catch (error) {
    writer.exec('ROLLBACK');
    throw error;
  } finally {
    setBusyTimeout(database);
    writer.exec('PRAGMA foreign_keys = ON');
  }
}
