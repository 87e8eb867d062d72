import { limitsOf, type Model } from '../generation/model.ts';
import type { UnverifiedPromise } from '../generation/model-standing.ts';
import type { CapabilityRow, Status } from './capability-table.ts';
import { type ContractFeatures, contractFeatures } from './contract-features.ts';

const promisedFeatures = ['resolution', 'aspect-ratio', 'references', 'output'] as const;

export type PromisedFeature = (typeof promisedFeatures)[number];

/** A value that the catalogue promises of a model on a contract, and what the newest checks say of it. */
export interface Promised {
  readonly model: string;
  readonly contract: string;
  readonly feature: PromisedFeature;
  readonly value: string;
  /** Beta where no row of the table is about it. */
  readonly status: Status;
  readonly row: CapabilityRow | undefined;
}

/** Everything that is promised of models, by the limits that requests are held to. */
export function promisesOf(models: readonly Model[], table: readonly CapabilityRow[]): Promised[] {
  const rows = new Map(table.map((row) => [row.case.id, row]));
  return models.flatMap((model) =>
    contractFeatures.flatMap((contract) =>
      promisedFeatures.flatMap((feature) =>
        valuesOf(model, contract, feature).map((value) => {
          const row = rows.get(`${model.name}/${contract.name}/${feature}/${value}`);
          const status = row?.status ?? 'Beta';
          return { model: model.name, contract: contract.name, feature, value, status, row };
        }),
      ),
    ),
  );
}

function valuesOf(model: Model, contract: ContractFeatures, feature: PromisedFeature): readonly string[] {
  const limits = limitsOf(model, contract.name);
  switch (feature) {
    case 'resolution':
      return limits.resolutions;
    case 'aspect-ratio':
      return limits.aspectRatios;
    case 'references':
      return Array.from({ length: limits.maxReferences }, (_, index) => String(index + 1));
    case 'output':
      return contract.outputFormats;
  }
}

/** The promises of a model that no check speaks for, said together where they stand alike. */
export function unverifiedOf(model: string, promises: readonly Promised[]): UnverifiedPromise[] {
  const contractsOf = new Map<string, Promised[]>();
  for (const promise of promises) {
    if (promise.model !== model || promise.status === 'Verified') continue;
    const name = `${promise.feature} ${promise.status} ${promise.value}`;
    contractsOf.set(name, [...(contractsOf.get(name) ?? []), promise]);
  }
  const alike = new Map<string, Omit<UnverifiedPromise, 'values'> & { readonly values: string[] }>();
  for (const same of contractsOf.values()) {
    const [{ feature, status, value }] = same as [Promised];
    const contracts = same.map(({ contract }) => contract);
    const name = `${feature} ${status} ${contracts.join(' ')}`;
    const known = alike.get(name);
    if (known) known.values.push(value);
    else alike.set(name, { feature, status, contracts, values: [value] });
  }
  return [...alike.values()].map((each) => ({ ...each, values: inRanges(each.values) }));
}

/** `1–3` for 1, 2 and 3; words stay as they are. */
export function inRanges(values: readonly string[]): string[] {
  if (!values.every((value) => /^\d+$/.test(value))) return [...values];
  const ranges: [first: number, last: number][] = [];
  for (const count of values.map(Number)) {
    const open = ranges.at(-1);
    if (open && open[1] === count - 1) open[1] = count;
    else ranges.push([count, count]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`));
}
