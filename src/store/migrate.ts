import { type Kysely, type Migration, Migrator } from 'kysely';
import { NewerSchema } from './errors.ts';
import type { MigrateInfo } from './store.ts';

const migrationTableName = 'schema_migrations';

/**
 * Applies what is missing. The caller has begun a transaction that locks other processes out and commits it
 * afterwards, so an upgrade that breaks half way leaves nothing behind and simply runs again.
 */
export async function migrate(
  db: Kysely<unknown>,
  migrations: Record<string, Migration>,
): Promise<MigrateInfo> {
  const names = Object.keys(migrations);
  const unknownName = (await appliedNames(db)).find((name) => !(name in migrations));
  if (unknownName !== undefined) throw new NewerSchema(unknownName, names.at(-1));

  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName,
    migrationLockTableName: `${migrationTableName}_lock`,
    // Work done side by side lands out of the order of its numbers; no migration reads what another one makes
    // unless its number is higher and it landed later.
    allowUnorderedMigrations: true,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  const failed = results.find((result) => result.status === 'Error');
  if (error !== undefined) {
    throw new Error(`the migration ${failed?.migrationName ?? 'plan'} failed and was rolled back`, {
      cause: error,
    });
  }
  return { applied: names, ran: results.map((result) => result.migrationName) };
}

async function appliedNames(db: Kysely<unknown>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === migrationTableName)) return [];
  const ledger = db as Kysely<{ [migrationTableName]: { name: string } }>;
  const rows = await ledger.selectFrom(migrationTableName).select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
}
