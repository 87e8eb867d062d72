import type { Model, UpstreamModel } from '../generation/model.ts';
import type { CatalogPrice } from '../generation/price.ts';
import { resolutions } from '../generation/resolution.ts';
import { type CatalogData, shippedCatalog } from './catalog-data.ts';
import type { ModelEntry } from './model-entry.ts';
import { readNames } from './names.ts';
import { readLimits } from './read-limits.ts';
import { readUpstreamIds } from './read-upstream-ids.ts';

type Say = (path: string, sentence: string) => void;

/**
 * The shipped models with the entries of a configuration file: changed ones in their places, new ones behind them.
 * `say` gets the path and a sentence for everything that is wrong; the answer is of use when there is nothing.
 */
export function readCatalog(entries: readonly ModelEntry[], say: Say): CatalogData {
  if (entries.length === 0) return shippedCatalog;
  const owners = readNames(entries, say);
  const { known, emulated } = readUpstreamIds(entries, say);
  const models = new Map(shippedCatalog.models.map((model) => [model.name, model]));
  const prices = new Map(shippedCatalog.models.map(({ name }) => [name, pricesOf(name)]));
  for (const [index, entry] of entries.entries()) {
    const path = `models.${index}`;
    const shipped = shippedCatalog.models.find(({ name }) => name === entry.name);
    const base = shipped ?? likeOf(entry, models);
    if (entry.like !== undefined && shipped) {
      say(`${path}.like`, `${entry.name} is shipped; only a new model is like another`);
    } else if (entry.like !== undefined && !base) {
      say(`${path}.like`, `there is no model "${entry.like}", shipped or before this entry`);
    }
    const lacking = base ? [] : needed.filter((name) => entry[name] === undefined);
    if (lacking.length > 0 && entry.like === undefined) {
      say(path, `the new model ${entry.name} needs ${lacking.join(', ')}, or \`like\` with a model's name`);
    }
    const model = modelOf(entry, base, known, owners);
    const asked = mergedPrices(entry, prices.get(base?.name ?? '') ?? []);
    const unpriced = largestUnpriced(model, asked);
    if (unpriced) say(`${path}.prices`, unpriced);
    models.set(entry.name, model);
    prices.set(entry.name, asked);
  }
  return {
    models: [...models.values()],
    upstreamModels: [...known.values()],
    prices: [...prices.values()].flat(),
    emulated,
  };
}

/** What only the operator knows of a model that is like no other. */
const needed = ['upstream_ids', 'prices', 'released_at'] as const;

const likeOf = ({ like }: ModelEntry, models: ReadonlyMap<string, Model>) =>
  like === undefined ? undefined : models.get(like);

const pricesOf = (name: string) => shippedCatalog.prices.filter(({ model }) => model === name);

function modelOf(
  entry: ModelEntry,
  base: Model | undefined,
  known: ReadonlyMap<string, UpstreamModel>,
  owners: ReadonlyMap<string, string>,
): Model {
  const { name } = entry;
  const upstreamIds = entry.upstream_ids?.map(({ id }) => id) ?? base?.upstreamIds ?? [];
  const isShipped = base?.name === name;
  return {
    name,
    title: entry.title ?? (isShipped ? base.title : name),
    aliases: [...owners].flatMap(([alias, owner]) => (owner === name && alias !== name ? [alias] : [])),
    upstreamIds,
    releasedAt:
      entry.released_at === undefined ? (base?.releasedAt ?? 0) : Date.parse(entry.released_at) / 1000,
    limits: readLimits(
      entry,
      base?.limits,
      upstreamIds.flatMap((id) => known.get(id) ?? []),
    ),
  };
}

/** A size without a price costs what the next larger one does: without one it would be sold at that of a smaller. */
function largestUnpriced({ limits }: Model, prices: readonly CatalogPrice[]): string | undefined {
  const offered = Object.values(limits).flatMap((each) => each.resolutions);
  const largest = resolutions.findLast((size) => offered.includes(size));
  if (largest === undefined) return undefined;
  const lacks = prices.find(({ price }) => price.unit === 'image' && price.tiers[largest] === undefined);
  return (
    lacks &&
    `${largest} is offered and has no price under ${lacks.strategy}; price it, or say \`resolutions\``
  );
}

/** Strategies that are named replace those of the model it is like; those of one that is shipped, too. */
function mergedPrices(entry: ModelEntry, inherited: readonly CatalogPrice[]): CatalogPrice[] {
  const given = Object.entries(entry.prices ?? {}).map(
    ([strategy, tiers]): CatalogPrice => ({
      model: entry.name,
      strategy,
      price: { unit: 'image', tiers },
      actor: 'config',
    }),
  );
  const kept = inherited
    .filter(({ strategy }) => !given.some((price) => price.strategy === strategy))
    .map((price) => (price.model === entry.name ? price : { ...price, model: entry.name }));
  return [...kept, ...given];
}
