import type { Command } from 'commander';
import { shippedCatalog } from '../src/catalog/catalog-data.ts';
import { ConfigError } from '../src/config.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { readConfigFile } from '../src/read-config-file.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { addChannelOptions, type ChannelOptions, channelBody } from './channel-options.ts';
import { type ChannelView, show } from './channel-table.ts';

export function addCommand(): Command {
  const command = addChannelOptions(
    adminCommand('add [id]', 'Add a channel, or those of a file with a list "channels:".')
      .option('--provider <name>', 'the API it speaks (default: gemini-api)')
      .option('--file <file>', 'YAML or JSON; a credential may be $NAME, for a variable'),
  );
  return command.action(
    async (
      id: string | undefined,
      options: ChannelOptions & AdminOptions & { provider?: string; file?: string },
    ) => {
      const entries = options.file
        ? readFile(options.file, id, options)
        : [{ id, provider: options.provider ?? 'gemini-api', ...channelBody(options) }];
      const views = await withAdmin(options, async (admin) => {
        const made: ChannelView[] = [];
        for (const entry of entries) made.push(await admin.post<ChannelView>('/channels', entry));
        return made;
      });
      show(views, options);
    },
  );
}

/** A file says everything about its channels: what was given beside it would be lost. */
function readFile(file: string, id: string | undefined, options: object): object[] {
  const known = ['file', 'json', 'server', 'token'];
  const other = id === undefined ? Object.keys(options).find((name) => !known.includes(name)) : '<id>';
  if (other !== undefined) {
    const shown = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const option = id === undefined ? `--${shown}` : shown;
    throw new Refusal('invalid', `With --file all of a channel stands in the file; leave out ${option}.`);
  }
  const problems: string[] = [];
  const { channels, catalog } = readConfigFile(file, process.env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  if (catalog !== shippedCatalog) {
    console.error('The models of the file are not taken: a gateway reads those of its own PLANTAIN_CONFIG.');
  }
  return [...channels];
}
