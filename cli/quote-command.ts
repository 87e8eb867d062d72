import { Command } from 'commander';
import { connect } from './connect.ts';
import { printJson } from './print.ts';

/** The most a request can cost, by the gateway of PLANTAIN_URL. */
export function quoteCommand(): Command {
  return new Command('quote')
    .description('What would it cost? Runs nothing.')
    .option('-m, --model <name>', 'the model', 'nano-banana-2')
    .option('-n, --count <count>', 'how many images', '1')
    .option('--size <size>', '0.5K, 1K, 2K or 4K')
    .option('--json', 'as JSON')
    .action(async (options: { model: string; count: string; size?: string; json?: boolean }) => {
      const quote = await connect().quote({
        model: options.model,
        count: Number(options.count),
        ...(options.size ? { resolution: options.size } : {}),
      });
      if (options.json) return printJson(quote);
      console.log(`$${quote.total_usd} at most: ${quote.count} × $${quote.per_image_usd} (${quote.model})`);
    });
}
