import { Command } from 'commander';
import { actionView } from '../src/admin/action-view.ts';
import { readLimit } from '../src/admin/read-statement.ts';
import { print, printJson } from './print.ts';
import { withOperations } from './with-operations.ts';

/** What operators did. */
export function actionsCommand(): Command {
  const command = new Command('actions').description('What operators did, through the API and here.');
  command
    .command('list')
    .description('Newest first.')
    .option('--limit <count>', 'how many, up to 1000', '100')
    .option('--json', 'as JSON')
    .action(async (options: { limit: string; json?: boolean }) => {
      const limit = readLimit({ limit: options.limit }, 1_000);
      const actions = (await withOperations((operations) => operations.actions({ limit }))).map(actionView);
      if (options.json) return printJson(actions);
      print(actions, {
        NUMBER: ({ number }) => number,
        TIME: ({ created_at }) => created_at,
        ACTOR: ({ actor }) => actor,
        ADDRESS: ({ address }) => address,
        ACTION: ({ action }) => action,
        SUBJECT: ({ subject }) => subject,
      });
    });
  command
    .command('verify')
    .description('Check that no action was changed, removed or slipped in; exits 1 and names the first.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const broken = await withOperations((operations) => operations.firstBrokenAction());
      if (broken !== undefined) process.exitCode = 1;
      if (options.json) return printJson({ ok: broken === undefined, first_broken: broken ?? null });
      console.log(
        broken === undefined
          ? 'Every action is as it was written.'
          : `Action ${broken} is not as it was written.`,
      );
    });
  return command;
}
