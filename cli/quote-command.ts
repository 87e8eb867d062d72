import { Command } from 'commander';
import { connect } from './connect.ts';
import { dollars, modeOfKey } from './money-words.ts';
import { printJson } from './print.ts';
import { readNumberTo } from './read-options.ts';
import { inRequestWords } from './request-words.ts';

/** The most a request can cost, by the gateway of PLANTAIN_URL. */
export function quoteCommand(): Command {
  return new Command('quote')
    .description('What would it cost? Runs nothing.')
    .option('-m, --model <name>', 'the model', 'nano-banana-2')
    .option('-n, --count <count>', 'how many images', '1')
    .option('--size <size>', '0.5K, 1K, 2K or 4K')
    .option('--json', 'as JSON')
    .action(inRequestWords(quote));
}

async function quote(options: {
  model: string;
  count: string;
  size?: string;
  json?: boolean;
}): Promise<void> {
  const quote = await connect().quote({
    model: options.model,
    count: readNumberTo(10, options.count, '--count'),
    ...(options.size ? { resolution: options.size } : {}),
  });
  if (options.json) return printJson(quote);
  const [total, each] = [quote.total_usd, quote.per_image_usd].map((amount) => dollars(amount, modeOfKey()));
  console.log(`${total} at most: ${quote.count} × ${each} (${quote.model})`);
}
