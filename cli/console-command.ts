import { Command } from 'commander';
import { createSessions } from '../src/console-api/sessions.ts';
import { createUsers } from '../src/console-api/users.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { systemClock } from '../src/lib/clock.ts';
import { ownAddress } from './gateway-address.ts';
import { printJson } from './print.ts';
import { cliActor, withStore } from './with-store.ts';

/** Ways into the console for who holds the machine. */
export function consoleCommand(): Command {
  const command = new Command('console').description('The console in the browser.');
  command
    .command('link')
    .description('Make a link that signs a user in, once and within a day.')
    .option('--user <name>', 'whose', 'owner')
    .option('--json', 'as JSON')
    .action(async (options: { user: string; json?: boolean }) => {
      const link = await withStore(async (store, config) => {
        const users = createUsers(store, systemClock, createSessions(store, systemClock));
        const first = await users.first(cliActor());
        const user = (await users.list()).find(({ name }) => name === options.user.toLowerCase());
        if (!user) throw new Refusal('not_found', `There is no user ${options.user}.`);
        const path = first && user.name === 'owner' ? first : await users.link(user.id, cliActor());
        return `${config.publicUrl ?? ownAddress(config)}${path}`;
      });
      if (options.json) return printJson({ link });
      console.log(link);
    });
  return command;
}
