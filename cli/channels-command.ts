import { Command } from 'commander';
import { readChannelOrder, readChannelPatch } from '../src/admin/channel-routes.ts';
import { testView } from '../src/admin/channel-view.ts';
import type { ChannelPatch } from '../src/channels/channel-desk.ts';
import { ConfigError } from '../src/config.ts';
import { readChannelFile } from '../src/read-channel-file.ts';
import { addChannelOptions, type ChannelOptions, channelBody } from './channel-options.ts';
import { print, printJson } from './print.ts';
import { usd } from './read-options.ts';
import { type ChannelTools, withChannels } from './with-channels.ts';
import { cliActor } from './with-operations.ts';

type ChannelView = Awaited<ReturnType<ChannelTools['view']>>;

interface JsonOption {
  readonly json?: boolean;
}

/** Upstream accounts, straight from the store: a running gateway follows within a second. */
export function channelsCommand(): Command {
  const command = new Command('channels').description('Upstream accounts: list, add, change, test, order.');
  command.addCommand(addCommand());
  command.addCommand(updateCommand());
  command.addCommand(testCommand());
  command
    .command('list')
    .description('List channels of the configuration and of the store.')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption) => show(await withChannels(({ views }) => views()), options));
  command
    .command('show <id>')
    .description('Everything about one channel, but its secrets.')
    .option('--json', 'as JSON (it always is)')
    .action(async (id: string) => printJson(await withChannels(({ view }) => view(id))));
  const changes: [string, string, ChannelPatch][] = [
    ['enable', 'Take a channel into use.', { enabled: true, draining: false }],
    ['disable', 'Take a channel out of use.', { enabled: false }],
    ['drain', 'Let a channel finish what it has and give it nothing new.', { draining: true }],
  ];
  for (const [name, description, patch] of changes) {
    command
      .command(`${name} <id>`)
      .description(description)
      .option('--json', 'as JSON')
      .action((id: string, options: JsonOption) => change(id, patch, options, `channel.${name}`));
  }
  command
    .command('remove <id>')
    .description('Remove a channel and its credentials.')
    .option('--json', 'as JSON')
    .action(async (id: string, options: JsonOption) => {
      await withChannels(({ desk }) => desk.remove(id, cliActor()));
      if (options.json) printJson({ object: 'channel', id, deleted: true });
    });
  command
    .command('order <ids...>')
    .description('Give channels priorities in this order, all of them or none.')
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: JsonOption) => {
      const views = await withChannels(async (tools) => {
        await tools.desk.order(ids, cliActor());
        return tools.views();
      });
      show(views, options);
    });
  command
    .command('reseal')
    .description(
      'Seal stored credentials with the first key of PLANTAIN_MASTER_KEY; exits 1 when one does not open.',
    )
    .option('--json', 'as JSON')
    .action(async (options: JsonOption) => {
      const { resealed, current, closed } = await withChannels(({ reseal }) => reseal());
      if (closed.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ resealed, current, closed });
      console.log(`${resealed} sealed anew, ${current} were already.`);
      if (closed.length > 0) console.log(`No key here opens ${closed.join(', ')}.`);
    });
  return command;
}

function addCommand(): Command {
  const command = new Command('add')
    .argument('[id]', 'lower-case letters, digits and dashes')
    .description('Add a channel, or those of a file with a list "channels:".')
    .option('--provider <name>', 'the API it speaks', 'gemini-api')
    .option('--file <file>', 'YAML or JSON; a credential may be $NAME, for a variable');
  return addChannelOptions(command).action(
    async (id: string | undefined, options: ChannelOptions & { provider: string; file?: string }) => {
      const problems: string[] = [];
      const entries = options.file
        ? readChannelFile(options.file, process.env, problems)
        : [readChannelOrder({ id, provider: options.provider, ...channelBody(options) })];
      if (problems.length > 0) throw new ConfigError(problems);
      const views = await withChannels(async ({ desk, view }) => {
        for (const entry of entries) await desk.create(entry, cliActor());
        return Promise.all(entries.map((entry) => view(entry.id)));
      });
      show(views, options);
    },
  );
}

function updateCommand(): Command {
  const command = new Command('update')
    .argument('<id>')
    .description('Change a channel; "none" takes a setting away.');
  return addChannelOptions(command).action((id: string, options: ChannelOptions) =>
    change(id, readChannelPatch(channelBody(options)), options),
  );
}

function testCommand(): Command {
  return new Command('test')
    .argument('<id>')
    .description('Ask a channel whether it works; exits 1 when it does not. Costs nothing without --image.')
    .option('--model <name>', 'only this model')
    .option('--image', 'make one small picture, which costs what the upstream charges')
    .option('--json', 'as JSON')
    .action(async (id: string, options: JsonOption & { model?: string; image?: boolean }) => {
      const wish = {
        image: options.image ?? false,
        ...(options.model === undefined ? {} : { model: options.model }),
      };
      const view = testView(id, await withChannels(({ test }) => test(id, wish)));
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

async function change(id: string, patch: ChannelPatch, options: JsonOption, action?: string): Promise<void> {
  const view = await withChannels(async (tools) => {
    await tools.desk.update(id, patch, cliActor(), action);
    return tools.view(id);
  });
  if (options.json) printJson(view);
  else show([view], options);
}

function show(views: readonly ChannelView[], options: JsonOption): void {
  if (options.json) printJson(views);
  else printChannels(views);
}

function printChannels(views: readonly ChannelView[]): void {
  print(
    views.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0)),
    {
      ID: (view) => view.id,
      PROVIDER: (view) => view.provider ?? '',
      TIER: (view) => view.tier ?? '',
      PRIORITY: (view) => view.priority ?? '',
      STATE: (view) => stateOf(view),
      MODELS: (view) => (view.models ? Object.keys(view.models).join(' ') : 'all'),
      SOURCE: (view) => view.source,
    },
  );
}

function stateOf({ usable, enabled, draining }: ChannelView): string {
  if (!usable) return 'unusable';
  if (!enabled) return 'disabled';
  return draining ? 'draining' : 'enabled';
}
