import { fileURLToPath } from 'node:url';
import type { Store, StoreOptions } from './store.ts';

const shippedMigrations = fileURLToPath(new URL('./migrations', import.meta.url));

/**
 * Opens the database, creating and migrating it when needed. Rejects with `NewerSchema` when a newer version wrote
 * it, and with `StoreUnavailable` when it cannot be reached. An engine's driver is loaded only when it is used.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, migrations = shippedMigrations } = options;
  if (url.startsWith('sqlite:')) {
    const { openSqlite } = await import('./sqlite/engine.ts');
    return openSqlite({ ...options, migrations, file: url.slice('sqlite:'.length) });
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { openPostgres } = await import('./postgres/engine.ts');
    return openPostgres({ ...options, migrations });
  }
  // The URL may hold a password, so only its scheme is repeated.
  throw new Error(
    `the store URL must start with sqlite: or postgres://, not with ${JSON.stringify(url.split(':')[0])}`,
  );
}
