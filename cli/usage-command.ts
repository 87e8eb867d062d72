import { Command } from 'commander';
import { readMode } from '../src/admin/read-statement.ts';
import { readUsageWish, usageCsv, usageJson } from '../src/generation/usage-report.ts';
import { print, printJson } from './print.ts';
import { withOperations } from './with-operations.ts';

type Options = { json?: boolean; csv?: boolean } & Record<
  'mode' | 'groupBy' | 'from' | 'to' | 'account' | 'key' | 'model' | 'channel',
  string | undefined
>;

/** What was asked for, charged and paid upstream, over all accounts. */
export function usageCommand(): Command {
  return new Command('usage')
    .description('Requests, images, charges and costs of the last 30 days, or of a period.')
    .option('--group-by <groups>', 'account, key, model, channel, day; separated by commas', 'day,model')
    .option('--from <time>', 'a date or ISO time; counted in whole hours')
    .option('--to <time>', 'a date or ISO time, not included')
    .option('--account <id>', 'only one account')
    .option('--key <id>', 'only one key')
    .option('--model <name>', 'only one model')
    .option('--channel <id>', 'only one channel')
    .option('--mode <mode>', 'live or test', 'live')
    .option('--csv', 'as CSV')
    .option('--json', 'as JSON')
    .action(async (options: Options) => {
      const wish = readUsageWish({
        group_by: options.groupBy,
        from: options.from,
        to: options.to,
        account_id: options.account,
        key_id: options.key,
        model: options.model,
        channel: options.channel,
      });
      const mode = readMode({ mode: options.mode });
      const report = await withOperations((operations) => operations.usage(mode, wish));
      const json = usageJson(report, true);
      if (options.json) return printJson(json);
      if (options.csv) return void process.stdout.write(usageCsv(report, true));
      const groups = report.groupBy.map((group) => [
        group.toUpperCase(),
        (row: Record<string, unknown>) => String(row[`${group}_name`] || row[group]),
      ]);
      print(json.data, {
        ...(Object.fromEntries(groups) as Record<string, (row: (typeof json.data)[number]) => string>),
        REQUESTS: (row) => row.requests,
        FAILED: (row) => row.failed,
        IMAGES: (row) => row.images,
        CHARGED: (row) => `$${row.charged_usd}`,
        COST: (row) => `$${row.cost_usd}`,
      });
    });
}
