import { usdToMicros } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Resolution } from '../generation/resolution.ts';
import { looseJson } from '../lib/loose-json.ts';
import { ask, at, type Door } from './ask.ts';
import type { Case, Wish } from './case.ts';

/** What the gateway quotes for one image of every model and resolution the cases ask for, micro-USD. */
export async function readPrices(
  door: Door,
  cases: readonly Case[],
): Promise<(model: string, wish: Wish) => number> {
  const prices = new Map<string, number>();
  const name = (model: string, resolution: Resolution = '1K') => `${model} ${resolution}`;
  for (const { model, wish } of cases) {
    if (prices.has(name(model, wish.resolution))) continue;
    const asked = await ask(door, 'POST', '/v1/generations/quote', {
      model,
      resolution: wish.resolution ?? '1K',
    }).catch((error: Error) => {
      const sentence = `The gateway at ${door.origin} cannot be asked: ${error.message}.`;
      throw new Refusal('conflict', sentence);
    });
    const micros = usdToMicros(String(at(looseJson(asked.text), 'total_usd') ?? ''));
    if (micros === undefined)
      throw new Error(`no quote for ${model}: ${asked.status} ${asked.text.slice(0, 200)}`);
    prices.set(name(model, wish.resolution), micros);
  }
  return (model, wish) => prices.get(name(model, wish.resolution)) ?? 0;
}
