import type { Model, ModelLimits, UpstreamModel } from '../generation/model.ts';
import type { Resolution } from '../generation/resolution.ts';
import type { Row } from './case.ts';
import type { ContractFeatures } from './contract-features.ts';

export interface FamilyInput {
  readonly model: Model;
  /** The upstream id tried first: what it lacks, the model lacks. */
  readonly upstream: UpstreamModel;
  readonly limits: ModelLimits;
  /** The one size of a model whose upstream refuses the field that names it. */
  readonly onlySize: Resolution | undefined;
  readonly contract: ContractFeatures;
}

/** The rows of one feature, for every model and contract that has it. */
export interface Family {
  readonly feature: string;
  rows(input: FamilyInput): readonly Row[];
}
