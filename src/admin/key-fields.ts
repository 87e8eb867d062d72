import { z } from 'zod';
import { readIpAllow } from '../admission/ip-allow.ts';
import type { KeyPatch } from '../admission/key-patch.ts';
import type { KeyOrder } from '../admission/keys.ts';
import type { KeySettings } from '../generation/caller.ts';
import type { ModelCatalog } from '../generation/model.ts';
import { Refusal } from '../generation/refusal.ts';
import { endTime, micros, mode, parseFields, text } from './fields.ts';

const budget = z.strictObject({
  day_micros: micros.describe('Micro-USD of each UTC day.').optional(),
  month_micros: micros.describe('Micro-USD of each UTC month.').optional(),
  total_micros: micros.describe('Micro-USD of all its time.').optional(),
});

const range = text(64).superRefine((value, check) => {
  try {
    readIpAllow([value]);
  } catch (error) {
    check.addIssue({ code: 'custom', message: (error as RangeError).message });
  }
});

const settings = {
  models: z
    .array(text(200))
    .min(1)
    .max(200)
    .describe('The only models it may use; aliases are understood.')
    .nullish(),
  strategy: z
    .enum(['auto', 'value', 'official'])
    .describe('Which channels its requests may use where they do not say it.')
    .nullish(),
  response_format: z
    .enum(['url', 'b64_json', 'both'])
    .describe('How images are answered where a request does not say it.')
    .nullish(),
  requests_per_minute: z
    .int()
    .min(1, 'must be at least 1; disable a key that shall make none')
    .max(10_000_000)
    .describe(
      'Requests it may begin in a minute; where absent, as many as `PLANTAIN_REQUESTS_PER_MINUTE` says.',
    )
    .nullish(),
  concurrency: z
    .int()
    .min(1, 'must be at least 1; disable a key that shall make none')
    .max(1_000_000)
    .describe('Generations it may have under way, synchronous ones and tasks each; 1000 where absent.')
    .nullish(),
  budget: budget.describe('What it may spend at most.').nullish(),
  ip_allow: z
    .array(range)
    .max(1_000)
    .describe('The only addresses it is taken from: IPs and CIDR ranges.')
    .nullish(),
  pin_channels: z
    .boolean()
    .describe('Whether its requests may name a channel in `x-plantain-channel`.')
    .nullish(),
  manage_keys: z
    .boolean()
    .describe('Whether it may list, make, change and remove the other keys of its account and mode.')
    .nullish(),
  disabled: z.boolean().describe('Refused while it is true.').nullish(),
};
const name = text(200).describe('A name for people.');
const expires = endTime.describe(
  'From then on it is refused: an ISO time to come, or a date, whose UTC day is its last.',
);

export const keyOrder = z.strictObject({
  ...settings,
  mode: mode.describe('`live` spends money, `test` draws in the sandbox.').default('test'),
  name: name.default('unnamed'),
  account_id: text(100).describe('Whose it is; `default` where absent.').optional(),
  expires_at: expires.nullish(),
});

export const keyPatch = z.strictObject({ ...settings, name: name.optional(), expires_at: expires.nullish() });

/** Reads the body that makes a key. Throws a `Refusal` that names the field. */
export function readKeyOrder(body: unknown, catalog: ModelCatalog): KeyOrder {
  const fields = parseFields(keyOrder, body);
  const { mode, name, account_id, expires_at } = fields;
  const given = Object.entries(readSettings(fields, catalog)).filter(([, value]) => value !== null);
  return {
    mode,
    name,
    settings: Object.fromEntries(given) as KeySettings,
    ...(account_id ? { accountId: account_id } : {}),
    ...(expires_at ? { expiresAtMs: expires_at } : {}),
  };
}

/** Reads the body that changes a key: what is absent stays, what is null is taken away. */
export function readKeyPatch(body: unknown, catalog: ModelCatalog): KeyPatch {
  const fields = parseFields(keyPatch, body);
  return {
    settings: readSettings(fields, catalog),
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.expires_at === undefined ? {} : { expiresAtMs: fields.expires_at }),
  };
}

type SettingsFields = Omit<z.output<typeof keyPatch>, 'name' | 'expires_at'>;

function readSettings(fields: SettingsFields, catalog: ModelCatalog): NonNullable<KeyPatch['settings']> {
  const {
    models,
    strategy,
    response_format,
    requests_per_minute,
    concurrency,
    budget,
    ip_allow,
    pin_channels,
    manage_keys,
    disabled,
  } = fields;
  return {
    ...(models === undefined ? {} : { models: models && publicNames(models, catalog) }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(response_format === undefined ? {} : { responseFormat: response_format }),
    ...(requests_per_minute === undefined ? {} : { requestsPerMinute: requests_per_minute }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(budget === undefined ? {} : { budget: budget && readBudget(budget) }),
    ...(ip_allow === undefined ? {} : { ipAllow: ip_allow }),
    ...(pin_channels === undefined ? {} : { pinChannels: pin_channels }),
    ...(manage_keys === undefined ? {} : { manageKeys: manage_keys }),
    ...(disabled === undefined ? {} : { disabled }),
  };
}

const readBudget = (fields: z.output<typeof budget>): NonNullable<KeySettings['budget']> => ({
  ...(fields.day_micros === undefined ? {} : { dayMicros: fields.day_micros }),
  ...(fields.month_micros === undefined ? {} : { monthMicros: fields.month_micros }),
  ...(fields.total_micros === undefined ? {} : { totalMicros: fields.total_micros }),
});

/** Aliases are understood; what is stored are the public names that requests are compared with. */
function publicNames(names: readonly string[], catalog: ModelCatalog): string[] {
  return [...new Set(names.map((name) => requireModel(name, catalog, 'models')))];
}

/** The public name of a model; a refusal that lists what there is. */
export function requireModel(name: string, catalog: ModelCatalog, param: string): string {
  const model = catalog.find(name);
  if (model) return model.name;
  const known = catalog.models.map((each) => each.name).join(', ');
  throw new Refusal('invalid', `${param}: there is no model "${name}"; there are ${known}.`, param);
}
