import type { Channel, JsonSchema, Provider } from '../answers.ts';
import { tiers } from '../parts/show.ts';

/** The form as the body of `POST /admin/channels`, or of the `PATCH` of one: there what is emptied is taken away. */
export function readChannelForm(
  form: FormData,
  provider: Provider | undefined,
  channel: Channel | undefined,
): Record<string, unknown> {
  const text = (field: string) => String(form.get(field) ?? '').trim();
  const number = (field: string) => (text(field) === '' ? undefined : Number(text(field)));
  const optional = (name: string, value: unknown, isGiven: boolean) =>
    isGiven ? { [name]: value } : channel ? { [name]: null } : {};
  const limits = { requests_per_minute: number('per_minute'), concurrency: number('concurrency') };
  const cost = readCost(form);
  const credential = text('credential');
  return {
    ...(channel ? {} : { id: text('id'), provider: provider?.name }),
    tier: text('tier'),
    ...optional('name', text('name'), text('name') !== ''),
    ...optional('base_url', text('base_url'), text('base_url') !== ''),
    ...optional(
      'limits',
      limits,
      Object.values(limits).some((each) => each !== undefined),
    ),
    ...optional('cost', cost, Object.keys(cost).length > 0),
    ...(credential === '' ? {} : channel ? { credentials: [credential] } : { credential }),
    settings: { ...channel?.settings, ...readSettings(form, provider?.settings) },
  };
}

/** Fields named `cost {model} {tier}`, in dollars. */
function readCost(form: FormData): Record<string, Record<string, number>> {
  const cost: Record<string, Record<string, number>> = {};
  for (const [name, value] of form) {
    const [word, model = '', part = ''] = name.split(' ');
    if (word !== 'cost' || value === '') continue;
    cost[model] = { ...cost[model], [part]: Number(value) };
  }
  // What a failed attempt costs says nothing without what an image costs.
  return Object.fromEntries(
    Object.entries(cost).filter(([, parts]) => tiers.some((tier) => parts[tier] !== undefined)),
  );
}

function readSettings(form: FormData, schema: JsonSchema | undefined): Record<string, unknown> {
  const given = Object.entries(schema?.properties ?? {}).flatMap(([name, { type }]): [string, unknown][] => {
    const text = String(form.get(`settings.${name}`) ?? '').trim();
    if (text === '') return [];
    if (type === 'boolean') return [[name, text === 'true']];
    if (type === 'number' || type === 'integer') return [[name, Number(text)]];
    if (type === 'array' || type === 'object') return [[name, JSON.parse(text) as unknown]];
    return [[name, text]];
  });
  return Object.fromEntries(given);
}
