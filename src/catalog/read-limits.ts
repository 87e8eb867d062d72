import type { Model, ModelLimits, UpstreamModel } from '../generation/model.ts';
import { inOrder } from '../generation/resolution.ts';
import { type LimitsEntry, limitedContracts, type ModelEntry } from './model-entry.ts';

type Limits = Model['limits'];

/** Contracts that share the limits of another. */
const alsoNamed: Readonly<Record<string, string>> = {
  'openai-images': 'openai-edits',
  'model-generation': 'model-queue',
};

/** The longest prompts of contracts that say so; others take what fits into a body. */
const promptLengths: Readonly<Record<string, number>> = {
  default: 32_000,
  'model-generation': 2_500,
  'generate-task': 20_000,
};

/**
 * The limits of a model: what its entry says, else what `base` has, else what its upstream ids can. What is not said
 * is never more than one of its ids can do.
 */
export function readLimits(
  entry: ModelEntry,
  base: Limits | undefined,
  upstreams: readonly UpstreamModel[],
): Limits {
  const possible = {
    resolutions: [...new Set(upstreams.flatMap(({ resolutions }) => resolutions))],
    aspectRatios: [...new Set(upstreams.flatMap(({ aspectRatios }) => aspectRatios))],
    maxReferences: Math.max(0, ...upstreams.map(({ maxReferences }) => maxReferences)),
  };
  const all: Record<string, ModelLimits> = {};
  for (const contract of limitedContracts) {
    const given = entry.limits?.[contract];
    const inherited = base ? base[contract] : promptLengths[contract] && fromIds(possible, contract);
    if (contract !== 'default' && !given && !inherited) continue;
    const limits = merged(entry, given, inherited || (all.default as ModelLimits), possible);
    all[contract] = limits;
    const also = alsoNamed[contract];
    if (also !== undefined) all[also] = limits;
  }
  return all as Limits;
}

type Possible = Pick<ModelLimits, 'resolutions' | 'aspectRatios' | 'maxReferences'>;

const fromIds = (possible: Possible, contract: string): ModelLimits => ({
  maxPromptLength: promptLengths[contract] ?? 32_000,
  ...possible,
});

function merged(
  entry: ModelEntry,
  given: LimitsEntry | undefined,
  inherited: ModelLimits,
  possible: Possible,
): ModelLimits {
  return {
    resolutions: inOrder(
      given?.resolutions ?? entry.resolutions ?? common(inherited.resolutions, possible.resolutions),
    ),
    aspectRatios:
      given?.aspect_ratios ?? entry.aspect_ratios ?? common(inherited.aspectRatios, possible.aspectRatios),
    maxReferences: given?.max_references ?? Math.min(inherited.maxReferences, possible.maxReferences),
    maxPromptLength: given?.max_prompt_length ?? inherited.maxPromptLength,
  };
}

/** Those of a list that can be had; where none can, all that can. */
function common<Value>(wanted: readonly Value[], possible: readonly Value[]): readonly Value[] {
  const both = wanted.filter((value) => possible.includes(value));
  return both.length > 0 ? both : possible;
}
