import type { Key } from '../answers.ts';
import { localTime } from '../parts/local-time.ts';

const settings = [
  'name',
  'models',
  'strategy',
  'response_format',
  'requests_per_minute',
  'concurrency',
  'budget',
  'ip_allow',
  'expires_at',
  'disabled',
  'manage_keys',
  'pin_channels',
] as const;

/** What of it only operators give. */
const operatorsOnly: readonly string[] = ['manage_keys', 'pin_channels'];

/** What the form holds, as the API names it; null: not set. */
export type KeyFields = Partial<Pick<Key, (typeof settings)[number]>>;

export function readKeyForm(form: FormData, isStaff: boolean): KeyFields {
  const text = (name: string) => String(form.get(name) ?? '').trim() || null;
  const number = (name: string) => (text(name) === null ? null : Number(text(name)));
  const micros = (name: string) => (text(name) === null ? null : Math.round(Number(text(name)) * 1e6));
  const budget = {
    day_micros: micros('day'),
    month_micros: micros('month'),
    total_micros: micros('total'),
  };
  const models = form.getAll('models').map(String);
  const expires = text('expires');
  const fields: KeyFields = {
    name: text('name') ?? '',
    models: models.length > 0 ? models : null,
    strategy: text('strategy'),
    response_format: text('response_format'),
    requests_per_minute: number('per_minute'),
    concurrency: number('concurrency'),
    // Zero is a budget: it spends nothing.
    budget: Object.values(budget).every((each) => each === null) ? null : budget,
    ip_allow: text('addresses')?.split(/[\s,]+/) ?? null,
    expires_at: expires === null ? null : new Date(expires).toISOString(),
    disabled: form.has('disabled'),
    manage_keys: form.has('manage_keys'),
    pin_channels: form.has('pin_channels'),
  };
  return isStaff ? fields : withoutNames(fields, operatorsOnly);
}

/** Only what differs from the key: what nobody touched stays as it is, to the second and to the micro. */
export function changesOf(fields: KeyFields, key: Key): Record<string, unknown> {
  const changed = settings.filter(
    (name) => name in fields && shown(name, fields[name]) !== shown(name, key[name]),
  );
  return withoutEmptyBudgets(Object.fromEntries(changed.map((name) => [name, fields[name]])));
}

/** The same as the body that makes a key. */
export const orderOf = (fields: KeyFields): Record<string, unknown> => withoutEmptyBudgets({ ...fields });

const withoutNames = (fields: KeyFields, names: readonly string[]): KeyFields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/** As the form shows it: times have minutes only, and the order of models says nothing. */
function shown(name: (typeof settings)[number], value: KeyFields[(typeof settings)[number]]): string {
  if (name === 'expires_at') return localTime(value as string | null);
  if (name === 'models' && Array.isArray(value)) return JSON.stringify([...value].sort());
  return JSON.stringify(value ?? null);
}

/** The API takes no null within a budget. */
function withoutEmptyBudgets(body: Record<string, unknown>): Record<string, unknown> {
  if (typeof body.budget !== 'object' || body.budget === null) return body;
  const given = Object.entries(body.budget).filter(([, micros]) => micros !== null);
  return { ...body, budget: Object.fromEntries(given) };
}
