import { Command } from 'commander';
import { readKeyOrder, readKeyPatch } from '../src/admin/key-fields.ts';
import { keyView } from '../src/admin/key-view.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { addKeyOptions, type KeyOptions, keyBody } from './key-options.ts';
import { print, printJson } from './print.ts';
import { readDuration } from './read-options.ts';
import { cliActor, withOperations } from './with-operations.ts';

type KeyView = ReturnType<typeof keyView>;

interface JsonOption {
  readonly json?: boolean;
}

/** API keys, straight from the store: works whether or not the gateway runs. */
export function keysCommand(): Command {
  const command = new Command('keys').description('Create, list, change and revoke API keys.');
  command.addCommand(createCommand());
  command.addCommand(updateCommand());
  command
    .command('list')
    .description('List keys; the keys themselves are not stored.')
    .option('--account <id>', 'only those of an account')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption & { account?: string }) => {
      const keys = (await withOperations(({ keys }) => keys.list(options.account))).map(keyView);
      if (options.json) printJson(keys);
      else printKeys(keys);
    });
  command
    .command('show <id>')
    .description('Everything about one key, but the key.')
    .option('--json', 'as JSON (it always is)')
    .action(async (id: string) => printJson(keyView(await withOperations(({ keys }) => keys.show(id)))));
  command
    .command('rotate <id>')
    .description('Replace the secret of a key and print the new one; it is shown only once.')
    .option('--grace <duration>', 'how long the old one is still accepted, up to 7d', 'now')
    .option('--json', 'as JSON')
    .action(async (id: string, options: JsonOption & { grace: string }) => {
      const graceMs = readDuration(options.grace, '--grace');
      const { key, ...rotated } = await withOperations(({ keys }) => keys.rotate(id, graceMs, cliActor()));
      if (options.json) printJson({ ...keyView(rotated), key });
      else console.log(key);
    });
  command
    .command('revoke <id>')
    .description('Revoke a key; it is refused within a second.')
    .option('--json', 'as JSON')
    .action(async (id: string, options: JsonOption) => {
      const revoked = await withOperations(async ({ keys }) => {
        if (await keys.revoke(id, cliActor())) return keys.show(id);
        throw new Refusal('not_found', `There is no active key ${id}. "plantain keys list" shows them.`);
      });
      if (options.json) printJson(keyView(revoked));
    });
  return command;
}

function createCommand(): Command {
  return addKeyOptions(
    new Command('create')
      .description('Create a key and print it; it is shown only once.')
      .option('--test', 'a key for the sandbox (default)')
      .option('--live', 'a key for configured channels')
      .option('--account <id>', 'the account that pays'),
  ).action(
    async (options: KeyOptions & JsonOption & { test?: boolean; live?: boolean; account?: string }) => {
      if (options.test && options.live) throw new Refusal('invalid', 'A key is either --test or --live.');
      const body = {
        ...keyBody(options, Date.now(), null),
        mode: options.live ? 'live' : 'test',
        ...(options.account ? { account_id: options.account } : {}),
      };
      await withOperations(async ({ keys, catalog }) => {
        const { id, key } = await keys.create(readKeyOrder(body, catalog), cliActor());
        if (options.json) printJson({ ...keyView(await keys.show(id)), key });
        else console.log(key);
      });
    },
  );
}

function updateCommand(): Command {
  return addKeyOptions(
    new Command('update').argument('<id>').description('Change a key; "none" takes a setting away.'),
  ).action(async (id: string, options: KeyOptions & JsonOption) => {
    await withOperations(async ({ keys, catalog }) => {
      const before = keyView(await keys.show(id));
      const patch = readKeyPatch(keyBody(options, Date.now(), before.budget), catalog);
      const after = keyView(await keys.update(id, patch, cliActor()));
      if (options.json) printJson(after);
      else printKeys([after]);
    });
  });
}

const printKeys = (keys: readonly KeyView[]) =>
  print(keys, {
    ID: (key) => key.id,
    KEY: (key) => key.hint,
    MODE: (key) => key.mode,
    ACCOUNT: (key) => key.account_id,
    STATE: (key) => (key.revoked_at ? 'revoked' : isExpired(key) ? 'expired' : 'active'),
    NAME: (key) => key.name,
  });

const isExpired = (key: KeyView) => key.expires_at !== null && Date.parse(key.expires_at) <= Date.now();
