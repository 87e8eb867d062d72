import type { Command } from 'commander';
import type { movedView, statementView, topUpView } from '../src/admin/account-view.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { usd } from './money-words.ts';
import { print, printJson } from './print.ts';
import { readUsd } from './read-options.ts';

type Moved = ReturnType<typeof movedView>;
type ToppedUp = ReturnType<typeof topUpView>;

/** Money into and out of accounts, and what moved. */
export function addMoneyCommands(command: Command): void {
  command.addCommand(topUpCommand());
  command.addCommand(refundCommand());
  command.addCommand(
    adminCommand('reverse <transfer>', 'Take a top-up or a refund back, once.')
      .requiredOption('--reason <text>', 'why')
      .action(async (transfer: string, options: AdminOptions & { reason: string }) => {
        const moved = await withAdmin(options, (admin) =>
          admin.post<Moved>(at`/transfers/${transfer}/reverse`, { reason: options.reason }),
        );
        if (options.json) printJson(moved);
        else console.log(`${usd(moved.amount_micros, moved.mode)} moved back, account ${moved.account_id}`);
      }),
  );
  command.addCommand(statementCommand());
}

const topUpCommand = () =>
  adminCommand('top-up <id> <dollars>', 'Put money into an account.')
    .requiredOption('--reason <text>', 'why')
    .option('--reference <number>', "the payment's own number: repeated with it, it is done once")
    .action(
      async (id: string, dollars: string, options: AdminOptions & { reason: string; reference?: string }) => {
        const { reason, reference } = options;
        const body = { amount_micros: readUsd(dollars, '<dollars>'), reason, reference };
        const done = await withAdmin(options, (admin) =>
          admin.post<ToppedUp>(at`/accounts/${id}/top-ups`, body),
        );
        if (options.json) printJson(done);
        else console.log(`${id} has ${usd(done.account.balances?.live.available_micros ?? 0)}`);
      },
    );

const refundCommand = () =>
  adminCommand(
    'refund <generation>',
    'Give the charge of a generation back, once; what its key spent of a budget stays spent.',
  )
    .requiredOption('--reason <text>', 'why')
    .option('--amount <dollars>', 'a part of it (default: all)')
    .action(async (generation: string, options: AdminOptions & { reason: string; amount?: string }) => {
      const { reason, amount } = options;
      const micros = amount === undefined ? undefined : readUsd(amount, '--amount');
      if (micros === 0) throw new Refusal('invalid', '--amount: must be more than nothing');
      const body = { reason, amount_micros: micros };
      const moved = await withAdmin(options, (admin) =>
        admin.post<Moved>(at`/generations/${generation}/refund`, body),
      );
      if (options.json) printJson(moved);
      else console.log(`${usd(moved.amount_micros, moved.mode)} went back to ${moved.account_id}`);
    });

const statementCommand = () =>
  adminCommand('statement <id>', 'Transfers of an account with the balance each one left, newest first.')
    .option('--mode <mode>', 'live or test', 'live')
    .option('--from <time>', 'a date or ISO time')
    .option('--to <time>', 'a date or ISO time')
    .option('--limit <count>', 'lines, up to 1000', '100')
    .option('--after <next>', '"next" of the page before')
    .action(
      async (
        id: string,
        options: AdminOptions & Record<'mode' | 'from' | 'to' | 'limit' | 'after', string | undefined>,
      ) => {
        const { mode, from, to, limit, after } = options;
        const page = await withAdmin(options, (admin) =>
          admin.get<ReturnType<typeof statementView>>(at`/accounts/${id}/statement`, {
            mode,
            from,
            to,
            limit,
            after,
          }),
        );
        if (options.json) return printJson(page);
        print(page.data, {
          TIME: (line) => line.created_at,
          KIND: (line) => line.kind,
          AMOUNT: (line) => usd(line.amount_micros, mode),
          CHANGE: (line) => usd(line.change_micros, mode),
          AVAILABLE: (line) => usd(line.available_micros, mode),
          GENERATION: (line) => line.generation_id,
          ACTOR: (line) => line.actor,
          REASON: (line) => line.reason,
        });
        if (page.next) console.log(`\nMore: --after ${page.next}`);
      },
    );
