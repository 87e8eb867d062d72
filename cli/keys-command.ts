import { Command } from 'commander';
import { createKeys, type Keys } from '../src/admission/keys.ts';
import { readConfig } from '../src/config.ts';
import { systemClock } from '../src/lib/clock.ts';
import { openStore } from '../src/store/open-store.ts';

/** API keys, straight from the store: works whether or not the gateway runs. */
export function keysCommand(): Command {
  const command = new Command('keys').description('Create, list and revoke API keys.');
  command
    .command('create')
    .description('Create a key and print it; it is shown only once.')
    .option('--test', 'a key for the sandbox (default)')
    .option('--live', 'a key for configured channels')
    .option('--name <name>', 'a name to find it by', 'unnamed')
    .action(async (options: { test?: boolean; live?: boolean; name: string }) => {
      if (options.test && options.live) throw new Error('A key is either --test or --live.');
      const mode = options.live ? 'live' : 'test';
      const created = await withKeys((keys) => keys.create({ mode, name: options.name }));
      console.log(created.key);
    });
  command
    .command('list')
    .description('List keys; the keys themselves are not stored.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const keys = await withKeys((all) => all.list());
      if (options.json) {
        console.log(JSON.stringify(keys, null, 2));
        return;
      }
      for (const key of keys) {
        const state = key.revokedAtMs ? 'revoked' : 'active';
        console.log([key.id, key.hint, key.mode, state, key.name].join('  '));
      }
    });
  command
    .command('revoke <id>')
    .description('Revoke a key; it is refused within a second.')
    .action(async (id: string) => {
      const revoked = await withKeys((keys) => keys.revoke(id));
      if (!revoked) {
        console.error(`There is no active key ${id}. "plantain keys list" shows them.`);
        process.exitCode = 1;
      }
    });
  return command;
}

async function withKeys<Result>(work: (keys: Keys) => Promise<Result>): Promise<Result> {
  const config = readConfig(process.env);
  const store = await openStore({ url: config.databaseUrl });
  try {
    return await work(createKeys(store, systemClock));
  } finally {
    await store.close();
  }
}
