import os from 'node:os';
import { type Config, readConfig } from '../src/config.ts';
import type { Actor } from '../src/records/actions.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';

/** Reports and audits read a lot at once; nobody else waits for them here. */
const statementTimeoutMs = 600_000;

/** Opens the store the environment names, straight: works whether or not the gateway runs. */
export async function withStore<Result>(
  work: (store: Store, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  const store = await openStore({ url: config.databaseUrl, postgres: { statementTimeoutMs } });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/** Whoever runs the command, for the log of actions. */
export function cliActor(): Actor {
  return { actor: `cli:${userName()}` };
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    // The user of a container may have no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}
