import { Command } from 'commander';
import type { actionView } from '../src/admin/action-view.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { type ActionsEnd, checkActions } from '../src/records/actions.ts';
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
    .option('--end <number:hash>', 'as an earlier check told it: nothing may be gone from the end since')
    .option('--json', 'as JSON')
    .action(async (options: { end?: string; json?: boolean }) => {
      const known = options.end === undefined ? undefined : readEnd(options.end);
      const { firstBroken, end } = await withStore((store) => store.read(checkActions, known));
      const told = `${end.number}:${end.hash}`;
      if (firstBroken !== undefined) process.exitCode = 1;
      if (options.json) {
        return printJson({ ok: firstBroken === undefined, first_broken: firstBroken ?? null, end: told });
      }
      if (firstBroken !== undefined) return console.log(`Action ${firstBroken} is not as it was written.`);
      console.log(`Every action up to ${end.number} is as it was written.
Whether newer ones were removed, only an end kept elsewhere can tell. Keep this one, and check against it next time:
  plantain actions verify --end ${told}`);
    });
  return command;
}

function readEnd(text: string): ActionsEnd {
  const [, number, hash = ''] = /^(\d{1,15}):([0-9a-f]{64}|)$/.exec(text) ?? [];
  if (number !== undefined) return { number: Number(number), hash };
  throw new Refusal('invalid', '--end takes what an earlier check told, such as 40:9f86d0….');
}
