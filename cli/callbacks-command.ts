import { Command } from 'commander';
import { defaultAccountId } from '../src/admission/key-rows.ts';
import { openSealer } from '../src/app/open-sealer.ts';
import { callbackStates as states } from '../src/generation/callbacks.ts';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/ids.ts';
import {
  type CallbackDesk,
  createCallbackDesk,
  defaultGraceMs,
} from '../src/tasks/callbacks/callback-desk.ts';
import { print, printJson } from './print.ts';
import { cliActor, withStore } from './with-operations.ts';

/** Callbacks, straight from the store: works whether or not the gateway runs, which notices within a second. */
export function callbacksCommand(): Command {
  const command = new Command('callbacks').description('List and redeliver callbacks, rotate their secrets.');
  command
    .command('list')
    .description('List callbacks, newest first.')
    .option('--account <id>', 'of this account', defaultAccountId)
    .option('--test', 'those of test keys')
    .option('--state <state>', states.join(', '))
    .option('--limit <count>', 'how many', '50')
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('show <id>')
    .description('Print a callback and each of its attempts as JSON.')
    .action((id: string) => withDesk(async (desk) => printJson(await desk.show(id))));
  command
    .command('redeliver <ids...>')
    .description('Send callbacks again under their old ids, whatever became of them.')
    .action((ids: string[]) =>
      withDesk(async (desk) => {
        for (const id of ids) await desk.redeliver(id, cliActor());
      }),
    );
  command.addCommand(secretCommand());
  return command;
}

function secretCommand(): Command {
  const command = new Command('secret').description('Show or rotate the signing secret of an account.');
  command
    .command('show')
    .description('Print the valid secrets, newest first; the first one is made when there is none.')
    .option('--account <id>', 'of this account', defaultAccountId)
    .action(({ account }: { account: string }) =>
      withDesk(async (desk) => console.log((await desk.secrets(account)).join('\n'))),
    );
  command
    .command('rotate')
    .description('Make a new secret and print it; callbacks are signed with both until the old one ends.')
    .option('--account <id>', 'of this account', defaultAccountId)
    .option('--grace <hours>', 'hours the old secret goes on signing', String(defaultGraceMs / 3_600_000))
    .action(({ account, grace }: { account: string; grace: string }) =>
      withDesk(async (desk) => {
        const [newest] = await desk.rotateSecret(account, Number(grace) * 3_600_000, cliActor());
        console.log(newest);
      }),
    );
  return command;
}

interface ListOptions {
  readonly account: string;
  readonly test?: boolean;
  readonly state?: string;
  readonly limit: string;
  readonly json?: boolean;
}

async function list({ account, test, state, limit, json }: ListOptions): Promise<void> {
  const known = states.find((one) => one === state);
  if (state !== undefined && !known) throw new Error(`--state is one of ${states.join(', ')}.`);
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new Error('--limit is a number from 1 to 9999.');
  await withDesk(async (desk) => {
    const { events } = await desk.list({
      accountId: account,
      mode: test ? 'test' : 'live',
      limit: Number(limit),
      ...(known ? { state: known } : {}),
    });
    if (json) return printJson(events);
    print(events, {
      ID: ({ id }) => id,
      STATE: ({ state }) => state,
      ATTEMPTS: ({ attempts }) => attempts,
      NEXT: ({ nextAtMs }) => (nextAtMs === undefined ? null : new Date(nextAtMs).toISOString()),
      URL: ({ url }) => url,
    });
  });
}

const withDesk = (work: (desk: CallbackDesk) => Promise<void>): Promise<void> =>
  withStore(async (store, config) =>
    work(createCallbackDesk(store, systemClock, systemRandom, await openSealer(config))),
  );
