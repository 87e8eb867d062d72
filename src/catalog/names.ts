import type { Model } from '../generation/model.ts';
import type { ModelEntry } from './model-entry.ts';
import { reservedNames } from './reserved-names.ts';
import { shippedModels } from './shipped-models.ts';

type Say = (path: string, sentence: string) => void;

/**
 * Which model every name means: public names, aliases, and the ids that entries describe. A name belongs to one
 * model; `say` gets a path and a sentence for every other claim.
 */
export function readNames(entries: readonly ModelEntry[], say: Say): ReadonlyMap<string, string> {
  const owners = new Map(shippedModels.flatMap((model) => namesOf(model).map((name) => [name, model.name])));
  const claim = (name: string, model: string, path: string) => {
    const owner = owners.get(name) ?? model;
    owners.set(name, owner);
    if (owner !== model) say(path, `"${name}" is taken: the model ${owner} answers to it`);
  };
  const seen = new Set<string>();
  for (const [index, { name }] of entries.entries()) {
    const path = `models.${index}.name`;
    if (seen.has(name)) say(path, `"${name}" has an entry already; write all of a model into one`);
    else if (reservedNames.has(name) || name.endsWith('.md')) say(path, `"${name}" is a page of /docs`);
    else claim(name, name, path);
    seen.add(name);
  }
  for (const [index, { name, aliases = [] }] of entries.entries()) {
    for (const [place, alias] of aliases.entries()) claim(alias, name, `models.${index}.aliases.${place}`);
  }
  // Google's clients call a model by the id: a described one that means nothing else means its model.
  for (const { name, upstream_ids = [] } of entries) {
    for (const { id, ...facts } of upstream_ids) {
      if (Object.keys(facts).length > 0 && !owners.has(id)) owners.set(id, name);
    }
  }
  return owners;
}

const namesOf = ({ name, aliases }: Model) => [name, ...aliases];
