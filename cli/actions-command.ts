import { Command } from 'commander';
import type { actionView } from '../src/admin/action-view.ts';
import { firstBrokenAction } from '../src/records/actions.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { print, printJson } from './print.ts';
import { withStore } from './with-store.ts';

/** What operators did. */
export function actionsCommand(): Command {
  const command = new Command('actions').description('What operators did, through the API and here.');
  command.addCommand(
    adminCommand('list', 'Newest first.')
      .option('--limit <count>', 'how many, up to 1000', '100')
      .option('--before <number>', 'only those before this one')
      .action(async (options: AdminOptions & { limit: string; before?: string }) => {
        const { limit, before } = options;
        const actions = await withAdmin(options, (admin) =>
          admin.list<ReturnType<typeof actionView>>('/actions', { limit, before }),
        );
        if (options.json) return printJson(actions);
        print(actions, {
          NUMBER: ({ number }) => number,
          TIME: ({ created_at }) => created_at,
          ACTOR: ({ actor }) => actor,
          ADDRESS: ({ address }) => address,
          ACTION: ({ action }) => action,
          SUBJECT: ({ subject }) => subject,
        });
      }),
  );
  command
    .command('verify')
    .description('Check that no action was changed, removed or slipped in; exits 1 and names the first.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const broken = await withStore((store) => store.read(firstBrokenAction, undefined));
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
