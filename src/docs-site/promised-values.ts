import type { Status } from '../verification/capability-table.ts';
import { inRanges, type Promised, type PromisedFeature, promisesOf } from '../verification/promises.ts';
import { type Language, languages, type Words } from './language.ts';
import type { SiteInput } from './site-input.ts';
import { stateWords } from './states.ts';

/** Worst first: a value that several contracts offer is as sure as where it is least so. */
const order: readonly Status[] = ['Failing', 'Beta', 'Verified (sandbox)', 'Verified'];

const kept = new WeakMap<SiteInput, readonly Promised[]>();

/** All that is promised, reckoned once for the pages of one state. */
export function promisesIn(input: SiteInput): readonly Promised[] {
  const promises = kept.get(input) ?? promisesOf(input.models, input.table);
  kept.set(input, promises);
  return promises;
}

interface Place {
  readonly model: string;
  /** Absent: wherever the model is reached. */
  readonly contract?: string;
  readonly feature: PromisedFeature;
}

/** The values as they are promised, each that is not Verified marked as what it is. */
export function promisedValues(input: SiteInput, place: Place): Words {
  const statuses = new Map<string, Status>();
  for (const { model, contract, feature, value, status } of promisesIn(input)) {
    if (model !== place.model || feature !== place.feature) continue;
    if (place.contract !== undefined && contract !== place.contract) continue;
    const known = statuses.get(value);
    if (!known || order.indexOf(status) < order.indexOf(known)) statuses.set(value, status);
  }
  const write = place.feature === 'references' ? countsIn : namesIn;
  return Object.fromEntries(languages.map((language) => [language, write(statuses, language)])) as Words;
}

function namesIn(statuses: ReadonlyMap<string, Status>, language: Language): string {
  const names = [...statuses.keys()];
  const [status, ...others] = new Set(statuses.values());
  if (!status) return '';
  if (others.length === 0) return names.join(', ') + alike(status, language);
  return names
    .map((name) => {
      const one = statuses.get(name) as Status;
      return one === 'Verified' ? name : `${name} (${stateWords[one][language]})`;
    })
    .join(', ');
}

function countsIn(statuses: ReadonlyMap<string, Status>, language: Language): string {
  const all = `0–${statuses.size}`;
  const [status, ...others] = new Set(statuses.values());
  if (!status) return '0';
  if (others.length === 0) return all + alike(status, language);
  const parts = order
    .filter((one) => one !== 'Verified')
    .flatMap((one) => {
      const counts = [...statuses].filter(([, found]) => found === one).map(([count]) => count);
      return counts.length > 0 ? [`${inRanges(counts).join(', ')} ${stateWords[one][language]}`] : [];
    });
  return `${all} (${parts.join('; ')})`;
}

const alike = (status: Status, language: Language) =>
  status === 'Verified' ? '' : ` — ${stateWords[status][language]}`;
