import type { AspectRatio } from './aspect-ratio.ts';
import type { SizeTable } from './pixel-sizes.ts';
import type { Resolution } from './resolution.ts';

/** What one upstream model id can do. Sizes and ratios are as the upstream accepts them. */
export interface UpstreamModel {
  readonly id: string;
  readonly resolutions: readonly Resolution[];
  readonly aspectRatios: readonly AspectRatio[];
  readonly maxReferences: number;
  /** 2.5-flash-image has one size and refuses the field that names it. */
  readonly takesResolution: boolean;
  readonly takesSearch: boolean;
  /** Absent: of its sizes in pixels only the squares are known. */
  readonly sizes?: SizeTable;
  /** Absent where its documents state none. */
  readonly tokenLimits?: { readonly input: number; readonly output: number };
}

/** Limits of one public model on one contract. */
export interface ModelLimits {
  readonly maxReferences: number;
  /** In Unicode code points. */
  readonly maxPromptLength: number;
  readonly resolutions: readonly Resolution[];
  readonly aspectRatios: readonly AspectRatio[];
}

/** A model as the public sees it. */
export interface Model {
  /** Public name, e.g. `nano-banana-2`. */
  readonly name: string;
  readonly title: string;
  /** Other names it answers to, the upstream's own ids among them. */
  readonly aliases: readonly string[];
  /** Ids tried upstream, in order; a later one is used where an earlier one is gone. */
  readonly upstreamIds: readonly string[];
  /** Unix seconds, for model lists. */
  readonly releasedAt: number;
  /** Limits by contract; `default` serves the contracts not named. */
  readonly limits: { readonly default: ModelLimits } & { readonly [contract: string]: ModelLimits };
}

/** The models of this server and what is known of their upstream ids. */
export interface ModelCatalog {
  readonly models: readonly Model[];
  /** By public name, alias or upstream id; a leading `models/` is ignored. */
  find(name: string): Model | undefined;
  upstream(id: string): UpstreamModel | undefined;
}

/** What lists of models say of one. */
export const descriptionOf = ({ title }: Model) => `${title}: image generation and editing.`;

export function limitsOf(model: Model, contract: string): ModelLimits {
  return model.limits[contract] ?? model.limits.default;
}

/** The sizes a model comes in on a contract. One that is not served is refused elsewhere. */
export function sizesOf(
  catalog: Pick<ModelCatalog, 'find'>,
  name: string,
  contract = 'default',
): readonly Resolution[] {
  const model = catalog.find(name);
  return model ? limitsOf(model, contract).resolutions : ['1K'];
}

/** The table of the upstream id a model is first tried by; one that it falls back to may have another. */
export const sizeTableOf = (
  { upstreamIds: [first] }: Model,
  catalog: Pick<ModelCatalog, 'upstream'>,
): SizeTable | undefined => (first === undefined ? undefined : catalog.upstream(first)?.sizes);
