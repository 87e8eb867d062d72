import type { Model, ModelCatalog, UpstreamModel } from '../generation/model.ts';

/** An index of models by every name they answer to. Two models with one name are a configuration error. */
export function createCatalog(
  models: readonly Model[],
  upstreamModels: readonly UpstreamModel[],
): ModelCatalog {
  const byName = new Map<string, Model>();
  for (const model of models) {
    for (const name of [model.name, ...model.aliases]) {
      const other = byName.get(name);
      if (other) throw new Error(`The models ${other.name} and ${model.name} both answer to "${name}".`);
      byName.set(name, model);
    }
  }
  const byUpstreamId = new Map(upstreamModels.map((upstream) => [upstream.id, upstream]));
  for (const model of models) {
    const unknown = model.upstreamIds.find((id) => !byUpstreamId.has(id));
    if (unknown) throw new Error(`The model ${model.name} names the unknown upstream id "${unknown}".`);
  }
  return {
    models,
    // Clients of gateways of many vendors put the maker before a name: `google/gemini-3-pro-image`.
    find: (name) => byName.get(name) ?? byName.get(name.replace(/^models\//, '').replace(/^google\//, '')),
    upstream(id) {
      // Gateways of many vendors put one before the id: `google/gemini-3-pro-image`.
      const bare = id.slice(id.lastIndexOf('/') + 1);
      // Other gateways know a model by a public name: it can do there what its first id can.
      const known = byUpstreamId.get(bare) ?? byUpstreamId.get(byName.get(bare)?.upstreamIds[0] ?? '');
      return known && { ...known, id };
    },
  };
}
