import type { ModelCatalog } from '../generation/model.ts';
import { type ChannelCost, type Micros, usdToMicros } from '../generation/price.ts';
import { type Resolution, resolutions } from '../generation/resolution.ts';

/** What a channel charges, as an operator writes it: dollars by model, then by tier, and `failed`. */
export function readCost(
  entries: Readonly<Record<string, Readonly<Record<string, number>>>>,
  catalog: ModelCatalog,
  say: (sentence: string) => void,
): Record<string, ChannelCost> {
  const costs: Record<string, ChannelCost> = {};
  for (const [name, dollars] of Object.entries(entries)) {
    const model = catalog.find(name);
    if (!model) say(`cost: there is no model "${name}"`);
    const tiers: Partial<Record<Resolution, Micros>> = {};
    let failedMicros = 0;
    for (const [tier, usd] of Object.entries(dollars)) {
      const micros = usdToMicros(String(usd));
      if (micros === undefined) {
        say(`cost.${name}.${tier}: ${usd} is not an amount of dollars with at most six decimals`);
        continue;
      }
      if (tier === 'failed') failedMicros = micros;
      else if ((resolutions as readonly string[]).includes(tier)) tiers[tier as Resolution] = micros;
      else say(`cost.${name}: "${tier}" is none of ${resolutions.join(', ')}, failed`);
    }
    if (model) costs[model.name] = { tiers, failedMicros };
  }
  return costs;
}
