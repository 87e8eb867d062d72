import type { Command } from 'commander';
import { Refusal } from '../src/generation/refusal.ts';
import type { usageJson } from '../src/generation/usage-report.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { dollars } from './money-words.ts';
import { print, printJson } from './print.ts';

type UsageView = ReturnType<typeof usageJson>;
type Options = AdminOptions & { csv?: boolean } & Record<
    'mode' | 'groupBy' | 'from' | 'to' | 'account' | 'key' | 'model' | 'channel',
    string | undefined
  >;

/** What was asked for, charged and paid upstream, over all accounts. */
export function usageCommand(): Command {
  return adminCommand(
    'usage',
    'Requests, images, charges and costs of the last 30 days, or of a period; refunds are not taken off.',
  )
    .option('--group-by <groups>', 'account, key, model, channel, day; separated by commas', 'day,model')
    .option('--from <time>', 'a date or ISO time; counted in whole hours of UTC')
    .option('--to <time>', 'a date or ISO time, not included but for the rest of its hour')
    .option('--account <id>', 'only one account')
    .option('--key <id>', 'only one key')
    .option('--model <name>', 'only one model')
    .option('--channel <id>', 'only one channel')
    .option('--mode <mode>', 'live or test', 'live')
    .option('--csv', 'as CSV')
    .action(async (options: Options) => {
      if (options.csv && options.json) throw new Refusal('invalid', 'Give --csv or --json, not both.');
      const query = {
        group_by: options.groupBy,
        from: options.from,
        to: options.to,
        account_id: options.account,
        key_id: options.key,
        model: options.model,
        channel: options.channel,
        mode: options.mode,
      };
      if (options.csv) {
        return console.log((await withAdmin(options, (admin) => admin.csv('/usage', query))).trimEnd());
      }
      const json = await withAdmin(options, (admin) => admin.get<UsageView>('/usage', query));
      if (options.json) return printJson(json);
      const groups = json.group_by.map((group) => [
        group.toUpperCase(),
        (row: Record<string, unknown>) => String(row[`${group}_name`] || row[group]),
      ]);
      print(json.data, {
        ...(Object.fromEntries(groups) as Record<string, (row: (typeof json.data)[number]) => string>),
        REQUESTS: (row) => row.requests,
        FAILED: (row) => row.failed,
        IMAGES: (row) => row.images,
        CHARGED: (row) => dollars(row.charged_usd, options.mode),
        COST: (row) => dollars(row.cost_usd ?? '0', options.mode),
      });
      console.log(`Counted: ${json.from} to ${json.to}, whole hours of UTC.`);
    });
}
