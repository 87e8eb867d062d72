import { Command } from 'commander';
import type { accountView } from '../src/admin/account-view.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { deleteImagesCommand } from './delete-images-command.ts';
import { addMoneyCommands } from './money-commands.ts';
import { usd } from './money-words.ts';
import { print, printJson } from './print.ts';
import { readPercent } from './read-options.ts';

type AccountView = ReturnType<typeof accountView>;

interface PriceOptions {
  readonly pricePercent?: string;
}

interface NewAccountOptions extends PriceOptions {
  readonly name: string;
  readonly prepaid?: boolean;
}

interface AccountOptions extends PriceOptions {
  readonly name?: string;
  readonly kind?: string;
}

const percentWords = 'what it pays of the prices of the list: 80 is a fifth less';

const percentOf = ({ pricePercent }: PriceOptions) =>
  pricePercent === undefined ? undefined : readPercent(pricePercent, '--price-percent');

/** Accounts and their money. */
export function accountsCommand(): Command {
  const command = new Command('accounts').description(
    'Accounts that pay: create, list, top up, refund, delete images.',
  );
  command.addCommand(
    adminCommand('create', 'Create an account and print its id.')
      .requiredOption('--name <name>', 'a name to find it by')
      .option('--prepaid', 'it may spend only what is put in (default: unlimited)')
      .option('--price-percent <percent>', percentWords)
      .action(async (options: AdminOptions & NewAccountOptions) => {
        const kind = options.prepaid ? 'prepaid' : 'unlimited';
        const body = { name: options.name, kind, price_percent: percentOf(options) };
        const account = await withAdmin(options, (admin) => admin.post<AccountView>('/accounts', body));
        if (options.json) printJson(account);
        else console.log(account.id);
      }),
  );
  command.addCommand(
    adminCommand('list', 'List accounts with what they may spend, in live money.').action(
      async (options: AdminOptions) => {
        const accounts = await withAdmin(options, (admin) =>
          admin.list<AccountView>('/accounts', { balances: 'true' }),
        );
        show(accounts, accounts, options);
      },
    ),
  );
  command.addCommand(
    adminCommand(
      'show <id>',
      'An account and its balances, in live money; --json has those of test money, too.',
    ).action(async (id: string, options: AdminOptions) => {
      const account = await withAdmin(options, (admin) => admin.get<AccountView>(at`/accounts/${id}`));
      show([account], account, options);
    }),
  );
  command.addCommand(
    adminCommand('update <id>', 'Change the name, the kind or the prices of an account.')
      .option('--name <name>', 'a name to find it by')
      .option('--kind <kind>', 'prepaid or unlimited')
      .option('--price-percent <percent>', percentWords)
      .action(async (id: string, options: AdminOptions & AccountOptions) => {
        const { name, kind } = options;
        const account = await withAdmin(options, async (admin) => {
          await admin.patch(at`/accounts/${id}`, { name, kind, price_percent: percentOf(options) });
          return admin.get<AccountView>(at`/accounts/${id}`);
        });
        show([account], account, options);
      }),
  );
  addMoneyCommands(command);
  command.addCommand(deleteImagesCommand());
  return command;
}

function show(accounts: readonly AccountView[], json: unknown, options: AdminOptions): void {
  if (options.json) {
    printJson(json);
    return;
  }
  print(accounts, {
    ID: ({ id }) => id,
    KIND: ({ kind }) => kind,
    AVAILABLE: ({ balances }) =>
      balances?.live.unlimited ? 'unlimited' : usd(balances?.live.available_micros ?? 0),
    HELD: ({ balances }) => usd(balances?.live.held_micros ?? 0),
    PRICES: ({ price_percent }) => `${price_percent}%`,
    SPENT: ({ balances }) => usd(balances?.live.spent_micros ?? 0),
    NAME: ({ name }) => name,
  });
}
