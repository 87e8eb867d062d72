import { Command } from 'commander';
import type { keyView } from '../src/admin/key-view.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { addKeyOptions, type KeyOptions, keyBody } from './key-options.ts';
import { usd } from './money-words.ts';
import { print, printJson } from './print.ts';
import { readGraceSeconds } from './read-options.ts';

type KeyView = ReturnType<typeof keyView>;

/** API keys. */
export function keysCommand(): Command {
  const command = new Command('keys').description('Create, list, change and revoke API keys.');
  command.addCommand(createCommand());
  command.addCommand(updateCommand());
  command.addCommand(
    adminCommand('list', 'List keys; the keys themselves are not stored.')
      .option('--account <id>', 'only those of an account')
      .action(async (options: AdminOptions & { account?: string }) => {
        const keys = await withAdmin(options, (admin) =>
          admin.list<KeyView>('/keys', { account_id: options.account }),
        );
        if (options.json) printJson(keys);
        else printKeys(keys);
      }),
  );
  command.addCommand(
    adminCommand('show <id>', 'Everything about one key, but the key; always as JSON.').action(
      async (id: string, options: AdminOptions) =>
        printJson(await withAdmin(options, (admin) => admin.get(at`/keys/${id}`))),
    ),
  );
  command.addCommand(
    adminCommand('rotate <id>', 'Replace the secret of a key and print the new one; it is shown only once.')
      .option(
        '--grace <duration>',
        'how long the old one is still accepted, up to 7d; those before it end with it',
        'now',
      )
      .action(async (id: string, options: AdminOptions & { grace: string }) => {
        const body = { grace_seconds: readGraceSeconds(options.grace) };
        const rotated = await withAdmin(options, (admin) =>
          admin.post<KeyView & { key: string }>(at`/keys/${id}/rotate`, body),
        );
        if (options.json) printJson(rotated);
        else console.log(rotated.key);
      }),
  );
  command.addCommand(
    adminCommand('revoke <id>', 'Revoke a key; it is refused within a second.').action(
      async (id: string, options: AdminOptions) => {
        const revoked = await withAdmin(options, (admin) => admin.post<KeyView>(at`/keys/${id}/revoke`));
        if (options.json) printJson(revoked);
        else printKeys([revoked]);
      },
    ),
  );
  return command;
}

function createCommand(): Command {
  return addKeyOptions(
    adminCommand('create', 'Create a key and print it; it is shown only once.')
      .option('--test', 'a key for the sandbox (default)')
      .option('--live', 'a key for configured channels')
      .option('--account <id>', 'the account that pays'),
  ).action(
    async (options: KeyOptions & AdminOptions & { test?: boolean; live?: boolean; account?: string }) => {
      if (options.test && options.live) throw new Refusal('invalid', 'A key is either --test or --live.');
      const body = {
        ...keyBody(options, Date.now(), null),
        mode: options.live ? 'live' : 'test',
        ...(options.account !== undefined ? { account_id: options.account } : {}),
      };
      const made = await withAdmin(options, (admin) => admin.post<KeyView & { key: string }>('/keys', body));
      if (options.json) printJson(made);
      else console.log(made.key);
    },
  );
}

function updateCommand(): Command {
  return addKeyOptions(
    adminCommand('update <id>', 'Change a key and its limits; "none" takes a setting away.'),
  ).action(async (id: string, options: KeyOptions & AdminOptions) => {
    const after = await withAdmin(options, async (admin) => {
      const before = await admin.get<KeyView>(at`/keys/${id}`);
      return admin.patch<KeyView>(at`/keys/${id}`, keyBody(options, Date.now(), before.budget));
    });
    if (options.json) printJson(after);
    else printKeys([after]);
  });
}

const printKeys = (keys: readonly KeyView[]) =>
  print(keys, {
    ID: (key) => key.id,
    KEY: (key) => key.hint,
    MODE: (key) => key.mode,
    ACCOUNT: (key) => key.account_id,
    STATE: stateOf,
    SPENT: spentOf,
    NAME: (key) => key.name,
  });

/** Held and charged beside each budget: `$0.08 of $0.12 a month`. */
function spentOf({ budget, budget_spent: spent, mode }: KeyView): string {
  if (!budget || !spent) return '';
  const periods = { day_micros: 'a day', month_micros: 'a month', total_micros: 'in all' } as const;
  return (['day_micros', 'month_micros', 'total_micros'] as const)
    .flatMap((name) => {
      const most = budget[name];
      return most === null ? [] : `${usd(spent[name])} of ${usd(most, mode)} ${periods[name]}`;
    })
    .join(', ');
}

function stateOf(key: KeyView): string {
  if (key.revoked_at) return 'revoked';
  if (isExpired(key)) return 'expired';
  return key.disabled ? 'disabled' : 'active';
}

const isExpired = (key: KeyView) => key.expires_at !== null && Date.parse(key.expires_at) <= Date.now();
