import type { Channel, JsonSchema, Provider } from '../answers.ts';
import { given, readCapabilities } from './capability-fields.ts';
import { shownSetting } from './setting-field.tsx';

type Dollars = Readonly<Record<string, Readonly<Record<string, number>>>>;
type Ids = Readonly<Record<string, readonly string[]>>;
type Values = Readonly<Record<string, unknown>>;

/** What the form shows of a channel and reads back; credentials only go in. */
interface Fields {
  readonly name: string;
  readonly base_url: string;
  readonly tier: string;
  readonly priority: number | '';
  readonly weight: number | '';
  readonly tags: readonly string[];
  readonly probe: boolean;
  readonly capabilities: Values;
  readonly limits: Values;
  readonly models: Ids;
  readonly cost: Dollars;
  readonly settings: Values;
}

/**
 * The form as the body of `POST /admin/channels`, or of the `PATCH` of one. There it is only what differs from the
 * channel: what nobody touched, and what the form has no field for, stays as it is; what is emptied is taken away.
 */
export function readChannelForm(
  form: FormData,
  provider: Provider | undefined,
  channel: Channel | undefined,
): Values {
  const before = fieldsOf(channel);
  const after: Fields = {
    name: text(form, 'name'),
    base_url: text(form, 'base_url'),
    tier: text(form, 'tier'),
    priority: number(form, 'priority') ?? '',
    weight: number(form, 'weight') ?? '',
    tags: readTags(form, before.tags),
    probe: form.has('probe'),
    capabilities: { ...readCapabilities(form) },
    limits: readLimits(form),
    models: readIds(form, before.models),
    cost: readCost(form, before.cost),
    settings: readSettings(form, provider?.settings, before.settings),
  };
  const secrets = form.getAll('credential').map((secret) => String(secret).trim());
  const credentials = secrets.filter((secret) => secret !== '');
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Fields]),
  );
  if (!channel) {
    const given = changed.filter(([, value]) => !isEmpty(value));
    const first = {
      id: text(form, 'id'),
      provider: provider?.name,
      ...(credentials.length > 0 ? { credentials } : {}),
    };
    return { ...first, ...Object.fromEntries(given) };
  }
  return {
    ...Object.fromEntries(
      changed.map(([name, value]) => [name, isEmpty(value) && name !== 'settings' ? null : value]),
    ),
    ...(credentials.length > 0 ? { credentials } : {}),
  };
}

const text = (form: FormData, field: string) => String(form.get(field) ?? '').trim();

const number = (form: FormData, field: string) =>
  text(form, field) === '' ? undefined : Number(text(form, field));

const isEmpty = (value: unknown) =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const without = (values: Values, empty: unknown) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== empty));

function fieldsOf(channel: Channel | undefined): Fields {
  const { requests_per_minute = null, concurrency = null } = channel?.limits ?? {};
  return {
    name: channel?.name ?? '',
    base_url: channel?.base_url ?? '',
    tier: channel?.tier ?? '',
    priority: channel?.priority ?? '',
    weight: channel?.weight ?? '',
    tags: channel?.tags ?? [],
    probe: channel?.probe ?? true,
    capabilities: { ...given(channel?.capabilities ?? {}) },
    limits: without({ requests_per_minute, concurrency }, null),
    models: channel?.models ?? {},
    cost: Object.fromEntries(
      Object.entries(channel?.cost ?? {}).map(([model, { tiers_micros, failed_micros }]) => {
        const micros = Object.entries({ ...tiers_micros, failed: failed_micros });
        return [model, Object.fromEntries(micros.map(([part, each]) => [part, each / 1e6]))];
      }),
    ),
    settings: channel?.settings ?? {},
  };
}

const readLimits = (form: FormData): Values =>
  without(
    { requests_per_minute: number(form, 'per_minute'), concurrency: number(form, 'concurrency') },
    undefined,
  );

/** A tag may hold a comma; those nobody touched stay as they are. */
function readTags(form: FormData, before: readonly string[]): readonly string[] {
  const tags = text(form, 'tags');
  if (tags === before.join(', ')) return before;
  return tags
    .split(/[,，、]/)
    .map((tag) => tag.trim())
    .filter(Boolean);
}

/** Fields named `ids {model}`. */
function readIds(form: FormData, before: Ids): Ids {
  const ids: Record<string, readonly string[]> = { ...before };
  for (const [field, value] of form) {
    const [word, model = ''] = field.split(' ');
    const given = String(value)
      .split(/[\s,]+/)
      .filter(Boolean);
    if (word !== 'ids' || given.join() === (before[model] ?? []).join()) continue;
    if (given.length > 0) ids[model] = given;
    else delete ids[model];
  }
  return ids;
}

/** Fields named `cost {model} {tier}`, in dollars. */
function readCost(form: FormData, before: Dollars): Dollars {
  const cost: Record<string, Readonly<Record<string, number>>> = { ...before };
  for (const [field, value] of form) {
    const [word, model = '', part = ''] = field.split(' ');
    const given = value === '' ? undefined : Number(value);
    if (word !== 'cost' || given === before[model]?.[part]) continue;
    const { [part]: _, ...others } = cost[model] ?? {};
    const parts = given === undefined ? others : { ...others, [part]: given };
    cost[model] = parts;
    // What a failed attempt costs says nothing without what an image costs.
    if (Object.keys(parts).every((each) => each === 'failed')) delete cost[model];
  }
  return cost;
}

function readSettings(form: FormData, schema: JsonSchema | undefined, before: Values): Values {
  const settings: Record<string, unknown> = { ...before };
  for (const [name, field] of Object.entries(schema?.properties ?? {})) {
    const given = text(form, `settings.${name}`);
    if (given === shownSetting(field, before[name])) continue;
    if (given === '') delete settings[name];
    else settings[name] = readSetting(given, field);
  }
  return settings;
}

function readSetting(given: string, { type }: JsonSchema): unknown {
  if (type === 'boolean') return given === 'true';
  if (type === 'number' || type === 'integer') return Number(given);
  return type === 'array' || type === 'object' ? JSON.parse(given) : given;
}
