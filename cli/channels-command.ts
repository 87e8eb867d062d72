import { Command } from 'commander';
import type { testView } from '../src/admin/channel-view.ts';
import { openSealer } from '../src/app/open-sealer.ts';
import { resealCredentials } from '../src/channels/reseal-credentials.ts';
import { addCommand } from './add-channel-command.ts';
import { at } from './admin/admin.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { addChannelOptions, type ChannelOptions, channelBody } from './channel-options.ts';
import { type ChannelView, show, showOne } from './channel-table.ts';
import { usd } from './money-words.ts';
import { print, printJson } from './print.ts';
import { withStore } from './with-store.ts';

/** Upstream accounts; a running gateway follows within two seconds. */
export function channelsCommand(): Command {
  const command = new Command('channels').description('Upstream accounts: list, add, change, test, order.');
  command.addCommand(addCommand());
  command.addCommand(
    addChannelOptions(
      adminCommand(
        'update <id>',
        'Change a channel; "none" takes a setting away. --models, --cost, --tags and credentials replace all there were.',
      ),
    ).action(async (id: string, options: ChannelOptions & AdminOptions) => {
      const after = await withAdmin(options, async (admin) => {
        const before = await admin.get<ChannelView>(at`/channels/${id}`);
        return admin.patch<ChannelView>(at`/channels/${id}`, channelBody(options, before));
      });
      showOne(after, options);
    }),
  );
  command.addCommand(testCommand());
  command.addCommand(
    adminCommand('list', 'List channels of the configuration and of the store.').action(
      async (options: AdminOptions) =>
        show(await withAdmin(options, (admin) => admin.list<ChannelView>('/channels')), options),
    ),
  );
  command.addCommand(
    adminCommand('show <id>', 'Everything about one channel, but its secrets; always as JSON.').action(
      async (id: string, options: AdminOptions) =>
        printJson(await withAdmin(options, (admin) => admin.get(at`/channels/${id}`))),
    ),
  );
  const switches = {
    enable: 'Take a channel into use.',
    disable: 'Take a channel out of use.',
    drain: 'Let a channel finish what it has and give it nothing new.',
  };
  for (const [name, description] of Object.entries(switches)) {
    command.addCommand(
      adminCommand(`${name} <id>`, description).action(async (id: string, options: AdminOptions) =>
        showOne(
          await withAdmin(options, (admin) => admin.post<ChannelView>(`${at`/channels/${id}`}/${name}`)),
          options,
        ),
      ),
    );
  }
  command.addCommand(
    adminCommand('remove <id>', 'Remove a channel and its credentials.').action(
      async (id: string, options: AdminOptions) => {
        const removed = await withAdmin(options, (admin) => admin.remove(at`/channels/${id}`));
        if (options.json) printJson(removed);
      },
    ),
  );
  command.addCommand(
    adminCommand(
      'order <ids...>',
      'Put channels in this order, all of them or none; one of the configuration stays, the others go around it.',
    ).action(async (ids: string[], options: AdminOptions) => {
      const ordered = await withAdmin(options, (admin) =>
        admin.post<{ data: ChannelView[] }>('/channel-order', { ids }),
      );
      show(ordered.data, options);
    }),
  );
  command.addCommand(resealCommand());
  return command;
}

function resealCommand(): Command {
  return new Command('reseal')
    .description(
      'Seal stored credentials with the first key of PLANTAIN_MASTER_KEY; exits 1 when one does not open.',
    )
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { resealed, current, closed } = await withStore(async (store, config) =>
        resealCredentials(store, await openSealer(config)),
      );
      if (closed.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ resealed, current, closed });
      console.log(`${resealed} sealed anew, ${current} were already.`);
      if (closed.length > 0) console.log(`No key here opens ${closed.join(', ')}.`);
    });
}

function testCommand(): Command {
  return adminCommand(
    'test <id>',
    'Ask a channel whether it works; exits 1 when it does not. Costs nothing without --image.',
  )
    .option('--model <name>', 'only this model')
    .option('--image', 'make one small picture, which costs what the upstream charges')
    .action(async (id: string, options: AdminOptions & { model?: string; image?: boolean }) => {
      const body = { image: options.image ?? false, model: options.model };
      const view = await withAdmin(options, (admin) =>
        admin.post<ReturnType<typeof testView>>(at`/channels/${id}/test`, body),
      );
      if (!view.ok) process.exitCode = 1;
      if (options.json) return printJson(view);
      print(view.checks, {
        MODEL: (check) => check.upstream_model,
        CREDENTIAL: (check) => check.credential,
        RESULT: (check) => (check.code === null ? check.result : `${check.result} (${check.code})`),
        TIME: (check) => `${check.duration_ms} ms`,
        DETAIL: (check) => check.detail?.slice(0, 100) ?? '',
      });
      console.log(
        view.cost_micros === null ? 'What it cost is not known.' : `It cost ${usd(view.cost_micros)}.`,
      );
    });
}
