import { type ModelCatalog, sizesOf } from '../generation/model.ts';
import { tierPrice, usdToMicros } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Resolution, resolutions, usualTier } from '../generation/resolution.ts';
import { looseJson } from '../lib/loose-json.ts';
import { ask, at, type Door, list } from './ask.ts';
import type { Case, Wish } from './case.ts';
import { NoAnswer } from './no-answer.ts';

/** Price of one image of a model at a resolution, micro-USD. */
export type PriceOf = (model: string, wish: Wish) => number;

/**
 * The most the gateway takes for one image of every model and resolution of the cases, by the public list of prices: a
 * quote would need a key, and a plan makes none.
 */
export async function readPrices(
  door: Door,
  cases: readonly Case[],
  catalog: ModelCatalog,
): Promise<PriceOf> {
  const listed = await readList(door);
  const prices = new Map<string, number>();
  const sizeOf = (model: string, wish: Wish) => wish.resolution ?? usualTier(sizesOf(catalog, model));
  const name = (model: string, wish: Wish) => `${model} ${sizeOf(model, wish)}`;
  for (const { model, wish } of cases) {
    const micros = mostMicros(listed.get(model), sizeOf(model, wish));
    if (micros === undefined) {
      const sentence = `The gateway at ${door.origin} has no price for ${model}: set one, or check other models.`;
      throw new Refusal('conflict', sentence);
    }
    prices.set(name(model, wish), micros);
  }
  return (model, wish) => prices.get(name(model, wish)) ?? 0;
}

/** The price of each model that a request without a strategy is accepted at, as the gateway writes it. */
async function readList(door: Door): Promise<Map<string, unknown>> {
  const asked = await ask(door, 'GET', '/api/pricing').catch((error: Error) => {
    throw new NoAnswer(door.origin, error.message);
  });
  const items = at(looseJson(asked.text), 'data');
  if (asked.status !== 200 || !Array.isArray(items)) {
    const said = `${asked.status} ${asked.text.slice(0, 200)}`;
    throw new Refusal('conflict', `What answers at ${door.origin} has no list of prices: ${said}`);
  }
  return new Map(
    items.map((item) => {
      const prices = list(at(item, 'prices'));
      const of = (strategy: string) => prices.find((price) => at(price, 'strategy') === strategy);
      return [String(at(item, 'model_name')), of('auto') ?? of('*')];
    }),
  );
}

function mostMicros(price: unknown, resolution: Resolution): number | undefined {
  if (at(price, 'unit') === 'token') return microsOf(at(price, 'usd_per_image_at_most'));
  const tiers = resolutions.flatMap((tier) => {
    const micros = microsOf(at(price, 'usd_per_image', tier));
    return micros === undefined ? [] : [[tier, micros] as const];
  });
  return tiers.length === 0 ? undefined : tierPrice(Object.fromEntries(tiers), resolution);
}

/** Less than a micro-dollar is not sold, so the six places that numbers are written with are exact. */
const microsOf = (usd: unknown) => (typeof usd === 'number' ? usdToMicros(usd.toFixed(6)) : undefined);
