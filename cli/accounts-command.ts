import { Command } from 'commander';
import { readAccountOrder, readRefund, readTopUp } from '../src/admin/account-fields.ts';
import { accountView, statementView } from '../src/admin/account-view.ts';
import { readStatement } from '../src/admin/read-statement.ts';
import { print, printJson } from './print.ts';
import { readUsd, usd } from './read-options.ts';
import { cliActor, withOperations } from './with-operations.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** Accounts and their money, straight from the store. */
export function accountsCommand(): Command {
  const command = new Command('accounts').description('Accounts that pay: create, list, top up, refund.');
  command
    .command('create')
    .description('Create an account and print its id.')
    .requiredOption('--name <name>', 'a name to find it by')
    .option('--prepaid', 'it may spend only what is put in (default: unlimited)')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption & { name: string; prepaid?: boolean }) => {
      const order = readAccountOrder({
        name: options.name,
        kind: options.prepaid ? 'prepaid' : 'unlimited',
      });
      const account = await withOperations(({ accounts }) => accounts.create(order, cliActor()));
      if (options.json) printJson(accountView(account));
      else console.log(account.id);
    });
  command
    .command('list')
    .description('List accounts with what they may spend.')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption) => {
      const accounts = await withOperations(async ({ accounts }) => {
        const all = await accounts.list();
        return Promise.all(all.map(({ id }) => accounts.show(id)));
      });
      if (options.json) return printJson(accounts.map(accountView));
      print(accounts, {
        ID: ({ id }) => id,
        KIND: ({ kind }) => kind,
        AVAILABLE: ({ balances }) =>
          balances.live.unlimited ? 'unlimited' : usd(balances.live.availableMicros),
        HELD: ({ balances }) => usd(balances.live.heldMicros),
        SPENT: ({ balances }) => usd(balances.live.spentMicros),
        NAME: ({ name }) => name,
      });
    });
  addMoneyCommands(command);
  return command;
}

function addMoneyCommands(command: Command): void {
  command
    .command('top-up <id> <dollars>')
    .description('Put money into an account.')
    .requiredOption('--reason <text>', 'why')
    .option('--reference <number>', "the payment's own number: repeated with it, it is done once")
    .option('--json', 'as JSON')
    .action(
      async (id: string, dollars: string, options: JsonOption & { reason: string; reference?: string }) => {
        const { reason, reference } = options;
        const order = readTopUp({
          amount_micros: readUsd(dollars, '<dollars>'),
          reason,
          ...(reference ? { reference } : {}),
        });
        await withOperations(async ({ accounts }) => {
          const done = await accounts.topUp(id, order, cliActor());
          const account = await accounts.show(id);
          if (options.json)
            printJson({
              transfer_id: done.transferId,
              repeated: done.repeated,
              account: accountView(account),
            });
          else console.log(`${id} has ${usd(account.balances.live.availableMicros)}`);
        });
      },
    );
  command
    .command('refund <generation>')
    .description('Give the charge of a generation back, once.')
    .requiredOption('--reason <text>', 'why')
    .option('--amount <dollars>', 'a part of it (default: all)')
    .option('--json', 'as JSON')
    .action(async (generation: string, options: JsonOption & { reason: string; amount?: string }) => {
      const order = readRefund({
        reason: options.reason,
        ...(options.amount ? { amount_micros: readUsd(options.amount, '--amount') } : {}),
      });
      const done = await withOperations(({ accounts }) => accounts.refund(generation, order, cliActor()));
      const { transferId, accountId, amountMicros } = done;
      if (options.json)
        printJson({ transfer_id: transferId, account_id: accountId, amount_micros: amountMicros });
      else console.log(`${usd(amountMicros)} went back to ${accountId}`);
    });
  command
    .command('reverse <transfer>')
    .description('Take a top-up or a refund back, once.')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'as JSON')
    .action(async (transfer: string, options: JsonOption & { reason: string }) => {
      const done = await withOperations(({ accounts }) =>
        accounts.reverse(transfer, options.reason, cliActor()),
      );
      const { transferId, accountId, amountMicros } = done;
      if (options.json)
        printJson({ transfer_id: transferId, account_id: accountId, amount_micros: amountMicros });
      else console.log(`${usd(amountMicros)} moved back, account ${accountId}`);
    });
  addStatementCommand(command);
}

function addStatementCommand(command: Command): void {
  command
    .command('statement <id>')
    .description('Transfers of an account with the balance each one left, newest first.')
    .option('--mode <mode>', 'live or test', 'live')
    .option('--from <time>', 'a date or ISO time')
    .option('--to <time>', 'a date or ISO time')
    .option('--limit <count>', 'lines, up to 1000', '100')
    .option('--after <next>', '"next" of the page before')
    .option('--json', 'as JSON')
    .action(async (id: string, options: JsonOption & Record<string, string>) => {
      const query = readStatement(id, options);
      const page = statementView(await withOperations(({ accounts }) => accounts.statement(query)));
      if (options.json) return printJson(page);
      print(page.data, {
        TIME: (line) => line.created_at,
        KIND: (line) => line.kind,
        AMOUNT: (line) => usd(line.amount_micros),
        CHANGE: (line) => usd(line.change_micros),
        AVAILABLE: (line) => usd(line.available_micros),
        GENERATION: (line) => line.generation_id,
        ACTOR: (line) => line.actor,
        REASON: (line) => line.reason,
      });
      if (page.next) console.log(`\nMore: --after ${page.next}`);
    });
}
