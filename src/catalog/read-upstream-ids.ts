import type { UpstreamModel } from '../generation/model.ts';
import { inOrder } from '../generation/resolution.ts';
import type { EmulatedModel } from './catalog-data.ts';
import type { ModelEntry, UpstreamEntry } from './model-entry.ts';
import { shippedUpstreamModels } from './shipped-models.ts';

/** Takes most of all that is shipped: the sandbox plays by it what is like nothing. */
const mostCapable = 'gemini-3.1-flash-image';

export interface UpstreamIds {
  readonly known: ReadonlyMap<string, UpstreamModel>;
  readonly emulated: readonly EmulatedModel[];
}

/** The upstream ids of the entries, in their order, beside the shipped ones. `say` gets a path and a sentence. */
export function readUpstreamIds(
  entries: readonly ModelEntry[],
  say: (path: string, sentence: string) => void,
): UpstreamIds {
  const known = new Map(shippedUpstreamModels.map((upstream) => [upstream.id, upstream]));
  const emulated = new Map<string, EmulatedModel>();
  const places = entries.flatMap(({ upstream_ids = [] }, index) =>
    upstream_ids.map((given, place) => ({ given, path: `models.${index}.upstream_ids.${place}` })),
  );
  for (const { given, path } of places.filter((each) => hasFacts(each.given))) {
    if (emulated.has(given.id)) {
      say(path, `"${given.id}" is described twice; elsewhere its id alone is enough`);
      continue;
    }
    const base = known.get(given.like ?? given.id);
    if (!base && given.like !== undefined) {
      say(`${path}.like`, `"${given.like}" is no upstream id that is shipped or described before this one`);
      continue;
    }
    const upstream = described(given, base);
    if (!upstream) {
      say(path, `"${given.id}" needs \`like\`, or all of resolutions, aspect_ratios and max_references`);
      continue;
    }
    known.set(given.id, upstream);
    const like = base ? (emulated.get(base.id)?.like ?? base.id) : mostCapable;
    emulated.set(given.id, { ...upstream, like });
  }
  for (const { given, path } of places) {
    if (hasFacts(given) || known.has(given.id)) continue;
    say(path, `"${given.id}" is not known; say what it can do: { id: ${given.id}, like: ${mostCapable} }`);
  }
  return { known, emulated: [...emulated.values()] };
}

const hasFacts = (given: UpstreamEntry) => Object.keys(given).length > 1;

function described(given: UpstreamEntry, base: UpstreamModel | undefined): UpstreamModel | undefined {
  const resolutions = given.resolutions ?? base?.resolutions;
  const aspectRatios = given.aspect_ratios ?? base?.aspectRatios;
  const maxReferences = given.max_references ?? base?.maxReferences;
  if (!resolutions || !aspectRatios || maxReferences === undefined) return undefined;
  return {
    id: given.id,
    resolutions: inOrder(resolutions),
    aspectRatios,
    maxReferences,
    takesResolution: given.takes_resolution ?? base?.takesResolution ?? true,
    takesSearch: given.takes_search ?? base?.takesSearch ?? true,
    ...(base?.sizes ? { sizes: base.sizes } : {}),
  };
}
