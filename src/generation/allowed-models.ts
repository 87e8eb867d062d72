import type { Caller } from './caller.ts';
import type { Model, ModelCatalog } from './model.ts';

interface AskedBy {
  readonly caller: Caller;
  readonly catalog: ModelCatalog;
}

/** The models the caller's key may use, in the order of the catalogue. */
export function allowedModels({ caller, catalog }: AskedBy): readonly Model[] {
  const { models } = caller.settings;
  return catalog.models.filter(({ name }) => !models || models.includes(name));
}

/** One of them, by any of its names. */
export function findAllowed(input: AskedBy, name: string): Model | undefined {
  const model = input.catalog.find(name);
  return model && allowedModels(input).includes(model) ? model : undefined;
}
