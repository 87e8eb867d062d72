import { Command } from 'commander';
import { Refusal } from '../../src/generation/refusal.ts';
import { readAddress } from '../gateway-address.ts';
import { requireSendable } from '../sendable.ts';
import { withStore } from '../with-store.ts';
import { type Admin, createAdmin } from './admin.ts';
import { createLocalAsk } from './local-admin.ts';
import { inOptionWords } from './option-words.ts';
import { createRemoteAsk } from './remote-admin.ts';

/** Options of every command of an operator. */
export interface AdminOptions {
  readonly server?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** A command that works on a server or on the store. */
export const adminCommand = (nameAndArguments: string, description: string): Command => {
  const [name = '', ...places] = nameAndArguments.split(' ');
  const command = new Command(name).description(description);
  for (const place of places) command.argument(place);
  return command
    .option('--json', 'as JSON')
    .option('--server <url>', 'a running gateway; without it the store that the environment names')
    .option(
      '--token <token>',
      'its admin token; better as PLANTAIN_ADMIN_TOKEN, which other users cannot see',
    );
};

/** On the server the options name, else straight in the store, which works whether or not a gateway runs. */
export async function withAdmin<Result>(
  options: AdminOptions,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  try {
    return await ask(options, work);
  } catch (error) {
    throw inOptionWords(error);
  }
}

function ask<Result>(options: AdminOptions, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  if (options.server === undefined) {
    if (options.token !== undefined) throw new Refusal('invalid', '--token goes with --server <url>.');
    return withStore((store, config) => work(createAdmin(createLocalAsk(store, config))));
  }
  const token = (options.token ?? process.env.PLANTAIN_ADMIN_TOKEN)?.trim();
  if (!token) {
    throw new Refusal(
      'invalid',
      'Set PLANTAIN_ADMIN_TOKEN to the admin token of the gateway, or give --token. A gateway has the one it was started with.',
    );
  }
  requireSendable(token, options.token === undefined ? 'PLANTAIN_ADMIN_TOKEN' : '--token');
  return work(createAdmin(createRemoteAsk(readAddress(options.server, '--server'), token)));
}
