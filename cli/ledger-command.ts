import { Command } from 'commander';
import { readAccount } from '../src/admission/account-state.ts';
import { ledgerAudit } from '../src/ledger/audit-ledger.ts';
import { print, printJson } from './print.ts';
import { withStore } from './with-store.ts';

/** The books, checked against each other. */
export function ledgerCommand(): Command {
  const command = new Command('ledger').description('The books.');
  command
    .command('audit')
    .description('Check balances, holds, charges and counters against each other; exits 1 when they differ.')
    .option('--account <id>', 'only one account')
    .option('--json', 'as JSON')
    .action(async (options: { account?: string; json?: boolean }) => {
      const scope: { accountId?: string } =
        options.account === undefined ? {} : { accountId: options.account };
      const problems = await withStore(async (store) => {
        if (scope.accountId !== undefined) await store.read(readAccount, { id: scope.accountId });
        return store.read(ledgerAudit, scope);
      });
      if (problems.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ ok: problems.length === 0, problems });
      if (problems.length === 0) return console.log('The books agree.');
      print(problems, {
        'DOES NOT HOLD': ({ check }) => check,
        SUBJECT: ({ subject }) => subject,
        EXPECTED: ({ expected }) => expected,
        FOUND: ({ found }) => found,
      });
    });
  return command;
}
