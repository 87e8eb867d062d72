import { Command } from 'commander';
import type { eventView, logView } from '../src/admin/callback-routes.ts';
import { defaultAccountId } from '../src/admission/account-rows.ts';
import { openSealer } from '../src/app/open-sealer.ts';
import { callbackStates as states } from '../src/generation/callbacks.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/ids.ts';
import { createCallbackDesk, defaultGraceMs } from '../src/tasks/callbacks/callback-desk.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { print, printJson } from './print.ts';
import { readGraceSeconds } from './read-options.ts';
import { withStore } from './with-store.ts';

type CallbackView = ReturnType<typeof eventView>;
type CallbackLog = ReturnType<typeof logView>;

/** Callbacks and what became of them; a running gateway notices a redelivery within a second. */
export function callbacksCommand(): Command {
  const command = new Command('callbacks').description('List and redeliver callbacks, rotate their secrets.');
  command.addCommand(
    adminCommand('list', 'List callbacks, newest first.')
      .option('--account <id>', 'of this account', defaultAccountId)
      .option('--test', 'those of test keys')
      .option('--state <state>', states.join(', '))
      .option('--limit <count>', 'how many, up to 1000', '50')
      .option('--after <next>', '"next" of the page before')
      .action(list),
  );
  command.addCommand(
    adminCommand('show <id>', 'A callback and each of its attempts.').action(
      async (id: string, options: AdminOptions) => {
        const callback = await withAdmin(options, (admin) => admin.get<CallbackLog>(at`/callbacks/${id}`));
        if (options.json) return printJson(callback);
        printCallbacks([callback]);
        console.log('');
        print(callback.log, {
          ATTEMPT: ({ number }) => number,
          TIME: ({ started_at }) => started_at,
          TOOK: ({ duration_ms }) => `${duration_ms} ms`,
          STATUS: ({ http_status }) => http_status,
          ERROR: ({ error }) => error,
        });
      },
    ),
  );
  command.addCommand(
    adminCommand(
      'redeliver <ids...>',
      'Send callbacks again under their old ids, whatever became of them.',
    ).action(async (ids: string[], options: AdminOptions) => {
      const again = await withAdmin(options, async (admin) => {
        const done: CallbackView[] = [];
        for (const id of ids) done.push(await admin.post<CallbackView>(at`/callbacks/${id}/redeliver`));
        return done;
      });
      if (options.json) printJson(again);
      else printCallbacks(again);
    }),
  );
  command.addCommand(secretCommand());
  return command;
}

function secretCommand(): Command {
  const command = new Command('secret').description('Show or rotate the signing secret of an account.');
  command
    .command('show')
    .description(
      'Print the valid secrets, newest first; the first one is made when there is none. On the machine of the store only.',
    )
    .option('--account <id>', 'of this account', defaultAccountId)
    .option('--json', 'as JSON')
    .action(async ({ account, json }: { account: string; json?: boolean }) => {
      const { secrets, closed } = await withStore(async (store, config) => {
        const desk = createCallbackDesk(store, systemClock, systemRandom, await openSealer(config));
        const opened = await desk.secrets(account);
        return { secrets: opened, closed: (await desk.secretNotes(account)).length - opened.length };
      });
      if (closed > 0) console.error(`${closed} more cannot be opened with the master key here.`);
      if (json) printJson(secrets);
      else console.log(secrets.join('\n'));
    });
  command.addCommand(
    adminCommand(
      'rotate',
      'Make a new secret and print it; callbacks are signed with both until the old one ends.',
    )
      .option('--account <id>', 'of this account', defaultAccountId)
      .option(
        '--grace <duration>',
        'how long the old secret goes on signing',
        `${defaultGraceMs / 3_600_000}h`,
      )
      .action(async (options: AdminOptions & { account: string; grace: string }) => {
        const body = { grace_seconds: readGraceSeconds(options.grace) };
        const made = await withAdmin(options, (admin) =>
          admin.post<{ secret: string }>(at`/accounts/${options.account}/callback-secrets`, body),
        );
        if (options.json) printJson(made);
        else console.log(made.secret);
      }),
  );
  return command;
}

interface ListOptions extends AdminOptions {
  readonly account: string;
  readonly test?: boolean;
  readonly state?: string;
  readonly limit: string;
  readonly after?: string;
}

async function list(options: ListOptions): Promise<void> {
  const { account, test, state, limit, after } = options;
  if (state !== undefined && !states.some((known) => known === state)) {
    throw new Refusal('invalid', `--state is one of ${states.join(', ')}.`);
  }
  const page = await withAdmin(options, (admin) =>
    admin.get<{ data: CallbackView[]; next: string | null }>(at`/accounts/${account}/callbacks`, {
      mode: test ? 'test' : 'live',
      limit,
      status: state,
      after,
    }),
  );
  if (options.json) return printJson(page);
  printCallbacks(page.data);
  if (page.next) console.log(`\nMore: --after ${page.next}`);
}

const printCallbacks = (callbacks: readonly CallbackView[]) =>
  print(callbacks, {
    ID: ({ id }) => id,
    STATE: ({ status }) => status,
    ATTEMPTS: ({ attempts }) => attempts,
    NEXT: ({ next_at }) => next_at,
    URL: ({ url }) => url,
  });
