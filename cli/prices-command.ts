import { Command } from 'commander';
import type { priceView } from '../src/admin/price-view.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { type AdminOptions, adminCommand, withAdmin } from './admin/with-admin.ts';
import { usd } from './money-words.ts';
import { print, printJson } from './print.ts';
import { collect, readUsd } from './read-options.ts';

type PriceView = ReturnType<typeof priceView>;

interface PlaceOptions extends AdminOptions {
  readonly strategy: string;
}

interface SetOptions extends PlaceOptions {
  readonly image?: readonly string[];
  readonly tokenInput?: string;
  readonly tokenText?: string;
  readonly tokenImage?: string;
  readonly hold?: string;
}

/** What accounts pay; a running gateway follows within two seconds. */
export function pricesCommand(): Command {
  const command = new Command('prices').description('What accounts pay: list, set and take away prices.');
  command.addCommand(
    adminCommand('list', 'Every price in force.').action(async (options: AdminOptions) => {
      const prices = await withAdmin(options, (admin) => admin.list<PriceView>('/prices'));
      if (options.json) printJson(prices);
      else printPrices(prices);
    }),
  );
  command.addCommand(
    adminCommand(
      'set <model>',
      'Set a price. What was accepted before is charged at the price it was accepted at.',
    )
      .option(
        '--strategy <strategy>',
        'auto, value, official, or * for all without a price of their own',
        '*',
      )
      .option(
        '--image <size=dollars>',
        'per image; once for each size the model offers, like --image 1K=0.05',
        collect,
      )
      .option('--token-input <dollars>', 'per million input tokens')
      .option('--token-text <dollars>', 'per million text tokens')
      .option('--token-image <dollars>', 'per million image tokens')
      .option(
        '--hold <dollars>',
        'per token only: what is held for an image, the most it may cost, and its price where the upstream counts no tokens',
      )
      .action(async (model: string, options: SetOptions) => {
        const body = { model, strategy: options.strategy, price: readPrice(options) };
        const { before, data } = await withAdmin(options, (admin) => admin.post<Changed>('/prices', body));
        if (options.json) printJson(data[0]);
        else printChange(before, data);
      }),
  );
  command.addCommand(
    adminCommand(
      'remove <model>',
      'Take away a price that was set: that of the catalog is in force again, or where it has none that of *.',
    )
      .option('--strategy <strategy>', 'auto, value, official, or *', '*')
      .action(async (model: string, options: PlaceOptions) => {
        const { strategy } = options;
        const { before, data } = await withAdmin(options, (admin) =>
          admin.remove<Changed>('/prices', { model, strategy }),
        );
        if (options.json) printJson(data[0] ?? null);
        else printChange(before, data);
      }),
  );
  return command;
}

interface Changed {
  readonly before: PriceView | null;
  /** What is in force now; empty when nothing is. */
  readonly data: readonly PriceView[];
}

function readPrice(options: SetOptions): object {
  const { image, tokenInput, tokenText, tokenImage, hold } = options;
  const ofTokens = {
    '--token-input': tokenInput,
    '--token-text': tokenText,
    '--token-image': tokenImage,
    '--hold': hold,
  };
  if (image) {
    const [other] = Object.entries(ofTokens).filter(([, value]) => value !== undefined);
    if (other)
      throw new Refusal('invalid', `A price is per image or per token: leave out --image, or ${other[0]}.`);
    const tiers = image.map((entry) => {
      const [tier = '', dollars = ''] = entry.split('=');
      return [tier.toUpperCase(), readUsd(dollars, '--image')] as const;
    });
    const twice = tiers.find(([tier], index) => tiers.findIndex(([other]) => other === tier) < index);
    if (twice) throw new Refusal('invalid', `--image gives ${twice[0]} two prices.`);
    return { unit: 'image', tiers: Object.fromEntries(tiers) };
  }
  if (tokenInput === undefined || tokenText === undefined || tokenImage === undefined || hold === undefined) {
    throw new Refusal(
      'invalid',
      'Give --image at least once, or all of --token-input, --token-text, --token-image and --hold.',
    );
  }
  return {
    unit: 'token',
    input_per_million_micros: readUsd(tokenInput, '--token-input'),
    text_per_million_micros: readUsd(tokenText, '--token-text'),
    image_per_million_micros: readUsd(tokenImage, '--token-image'),
    hold_per_image_micros: readUsd(hold, '--hold'),
  };
}

const printPrices = (prices: readonly PriceView[]) => print(prices, priceColumns);

function printChange(before: PriceView | null, after: readonly PriceView[]): void {
  const rows = [
    ...(before ? [{ when: 'before', price: before }] : []),
    ...after.map((price) => ({ when: 'now', price })),
  ];
  print(rows, {
    WHEN: ({ when }) => when,
    MODEL: ({ price }) => price.model,
    STRATEGY: ({ price }) => price.strategy,
    PRICE: ({ price }) => priceWords(price),
  });
}

function priceWords({ price }: PriceView): string {
  if ('tiers' in price) {
    return Object.entries(price.tiers)
      .map(([tier, micros]) => `${tier} ${usd(micros)}`)
      .join(', ');
  }
  return [
    `input ${usd(price.input_per_million_micros)}`,
    `text ${usd(price.text_per_million_micros)}`,
    `image ${usd(price.image_per_million_micros)} per million tokens`,
    `at most ${usd(price.hold_per_image_micros)} per image`,
  ].join(', ');
}

const priceColumns = {
  MODEL: ({ model }: PriceView) => model,
  STRATEGY: ({ strategy }: PriceView) => strategy,
  VERSION: ({ version }: PriceView) => version,
  PRICE: priceWords,
  ACTOR: ({ actor }: PriceView) => actor,
};
