import type { Usage } from './outcome.ts';
import { type Resolution, resolutions } from './resolution.ts';

/** Integer micro-USD. */
export type Micros = number;

/** Ten million dollars: more than any amount an operator writes. */
export const mostMicros: Micros = 10_000_000_000_000;

/** What one model costs under one strategy: per image by tier, or per token. Never both. */
export type Price =
  | { readonly unit: 'image'; readonly tiers: Readonly<Partial<Record<Resolution, Micros>>> }
  | {
      readonly unit: 'token';
      /** Micro-USD per million tokens. */
      readonly inputPerMillion: Micros;
      readonly textPerMillion: Micros;
      readonly imagePerMillion: Micros;
      /** Held per image, since tokens are known only afterwards. No image is charged more. */
      readonly holdPerImage: Micros;
    };

/** What the catalogue asks for a model, until an operator sets another price. */
export interface CatalogPrice {
  readonly model: string;
  /** `auto`, `value`, `official`, or `*` for every strategy without a price of its own. */
  readonly strategy: string;
  readonly price: Price;
  /** `shipped`, or `config` for the configuration file. */
  readonly actor: 'shipped' | 'config';
}

/** What a channel charges us for one model, as its configuration says. */
export interface ChannelCost {
  /** Per image that was made, delivered or not; a tier without a cost of its own costs what the next larger one does. */
  readonly tiers: Readonly<Partial<Record<Resolution, Micros>>>;
  /** Per attempt that failed before an image was made. */
  readonly failedMicros: Micros;
}

/** The price a generation was accepted at; later changes of the list do not touch it. */
export interface PinnedPrice {
  readonly version: number;
  readonly strategy: string;
  readonly price: Price;
  /** The tier asked for; what is charged is never dearer. */
  readonly tier: Resolution;
}

/**
 * The price of an account that pays a percentage of the list, of at most two decimals. Parts of a micro-dollar count as
 * a whole one.
 */
export function ofList(price: Price, percent: number): Price {
  const basisPoints = BigInt(Math.round(percent * 100));
  const of = (micros: Micros): Micros => Number((BigInt(micros) * basisPoints + 9_999n) / 10_000n);
  if (price.unit === 'image') {
    const tiers = Object.entries(price.tiers).map(([tier, micros]) => [tier, of(micros)]);
    return { unit: 'image', tiers: Object.fromEntries(tiers) };
  }
  return {
    unit: 'token',
    inputPerMillion: of(price.inputPerMillion),
    textPerMillion: of(price.textPerMillion),
    imagePerMillion: of(price.imagePerMillion),
    holdPerImage: of(price.holdPerImage),
  };
}

/** What is set aside for one image: the worst case. */
export function holdPerImage(pinned: PinnedPrice): Micros {
  return pinned.price.unit === 'image'
    ? tierPrice(pinned.price.tiers, pinned.tier)
    : pinned.price.holdPerImage;
}

/** A picture one call delivered, and what the upstream counted for that call. */
export interface ChargedImage {
  /** The size it has. */
  readonly measured: Resolution;
  readonly usage: Usage;
  /** Pictures the upstream made in that call, drafts among them. */
  readonly pictureCount: number;
}

/**
 * What one delivered image costs: at the smaller of the tiers asked for and measured, never above the hold. Per token
 * the other pictures of its call are ours to pay. Where no tokens of a picture were counted nobody knows what was used,
 * and it costs what was held: it would be given away otherwise.
 */
export function imageCharge(pinned: PinnedPrice, { measured, usage, pictureCount }: ChargedImage): Micros {
  const most = holdPerImage(pinned);
  const { price } = pinned;
  if (price.unit === 'image') return Math.min(most, tierPrice(price.tiers, measured));
  if (usage.imageTokens === 0) return most;
  const micros =
    (usage.promptTokens * price.inputPerMillion +
      (usage.textTokens + usage.thoughtTokens) * price.textPerMillion +
      Math.ceil(usage.imageTokens / pictureCount) * price.imagePerMillion) /
    1_000_000;
  return Math.min(most, Math.ceil(micros));
}

/** A tier without a price of its own costs what the next larger one does, else the dearest. */
export function tierPrice(tiers: Readonly<Partial<Record<Resolution, Micros>>>, tier: Resolution): Micros {
  for (const candidate of resolutions.slice(resolutions.indexOf(tier))) {
    const micros = tiers[candidate];
    if (micros !== undefined) return micros;
  }
  return Math.max(0, ...Object.values(tiers));
}

/** Micro-USD as a decimal number of dollars without trailing zeros. */
export function microsToUsd(micros: Micros): string {
  return (micros / 1_000_000).toFixed(6).replace(/\.?0+$/, '');
}

/** Reads a decimal number of dollars exactly; undefined when it is none, is negative or is finer than a micro-dollar. */
export function usdToMicros(text: string): Micros | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
  return match ? Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0')) : undefined;
}
