import { limitsOf, type Model, type ModelCatalog } from '../generation/model.ts';
import type { Case, Surface } from './case.ts';
import { aspectRatioRows } from './cases/aspect-ratios.ts';
import { billing } from './cases/billing.ts';
import { callback } from './cases/callback.ts';
import { combinations } from './cases/combinations.ts';
import { forms } from './cases/forms.ts';
import { imagesApi } from './cases/images-api.ts';
import { moderation } from './cases/moderation.ts';
import { outputFormats } from './cases/output-formats.ts';
import { referenceSize } from './cases/reference-size.ts';
import { referenceTypes } from './cases/reference-types.ts';
import { references } from './cases/references.ts';
import { resolutionRows } from './cases/resolutions.ts';
import { search } from './cases/search.ts';
import { streaming } from './cases/streaming.ts';
import { textToImage } from './cases/text-to-image.ts';
import { type ContractFeatures, contractFeatures } from './contract-features.ts';
import type { Family } from './family.ts';

const families: readonly Family[] = [
  textToImage,
  forms,
  references,
  referenceTypes,
  referenceSize,
  resolutionRows,
  aspectRatioRows,
  outputFormats,
  imagesApi,
  search,
  streaming,
  moderation,
  billing,
  callback,
  combinations,
];

/** What is also asked of Google's own API with the channel's credential: the direct truth. */
const directFamilies: readonly Family[] = [textToImage, references, resolutionRows, combinations];

/** Made once for each catalog: three parts of the gateway look at them, and they are almost two megabytes. */
const made = new WeakMap<ModelCatalog, readonly Case[]>();

/** Every row of the capability table, for every model and contract. */
export function allCases(catalog: ModelCatalog): readonly Case[] {
  const cases = made.get(catalog) ?? makeCases(catalog);
  made.set(catalog, cases);
  return cases;
}

function makeCases(catalog: ModelCatalog): Case[] {
  return catalog.models.flatMap((model) =>
    contractFeatures.flatMap((contract) => [
      ...casesOf(catalog, model, contract, 'gateway', families),
      ...(contract.name === 'gemini' ? casesOf(catalog, model, contract, 'upstream', directFamilies) : []),
    ]),
  );
}

function casesOf(
  catalog: ModelCatalog,
  model: Model,
  contract: ContractFeatures,
  surface: Surface,
  chosen: readonly Family[],
): Case[] {
  const upstream = catalog.upstream(model.upstreamIds[0] ?? '');
  if (!upstream) return [];
  const known = limitsOf(model, contract.name);
  // Google refuses the field of the size for 2.5-flash-image, and native bodies go there as they are.
  const isSizeless = contract.name === 'gemini' && !upstream.takesResolution;
  const limits = isSizeless ? { ...known, resolutions: [] } : known;
  const onlySize = isSizeless ? known.resolutions[0] : undefined;
  const place = `${model.name}/${contract.name}${surface === 'upstream' ? '@upstream' : ''}`;
  return chosen.flatMap((family) =>
    family.rows({ model, upstream, limits, onlySize, contract }).map(({ value, wish, ...row }) => ({
      wish: contract.isEdit ? { references: 1, ...wish } : wish,
      id: `${place}/${family.feature}${value === undefined ? '' : `/${value}`}`,
      model: model.name,
      contract: contract.name,
      surface,
      feature: family.feature,
      ...row,
    })),
  );
}
