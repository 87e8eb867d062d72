import { z } from 'zod';
import type { ManagedKeyOrder } from '../../generation/caller-keys.ts';
import { Failure } from '../../generation/failure.ts';
import type { ModelCatalog } from '../../generation/model.ts';
import { optional } from '../../generation/optional.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { microsOfQuota } from './quota.ts';

/** A thousand million dollars, as new-api's own limit. */
const quotaMost = 500_000_000_000_000;
const wellFormed = z
  .string()
  .trim()
  .max(200, 'must be at most 200 characters')
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be valid text');
const list = z.string().max(20_000).nullish();
const name = wellFormed.min(1, 'must not be empty');

/** Scripts send back whole tokens as they got them: what only tells is left alone, whatever it holds. */
const fields = {
  name: optional(name),
  remain_quota: optional(z.number().int().min(0).max(quotaMost)).describe('500,000 are a dollar.'),
  unlimited_quota: optional(z.boolean()),
  expired_time: optional(
    z
      .int()
      .min(-1)
      .max(99_999_999_999)
      .refine((seconds) => seconds !== 0, 'must be a time in Unix seconds, or -1 for never'),
  ).describe('Unix seconds, to come; -1: never.'),
  model_limits_enabled: optional(z.boolean()),
  model_limits: list.describe('Separated by commas, or a JSON array.'),
  models: z
    .array(wellFormed)
    .max(200)
    .nullish()
    .describe('The same as a list; empty: all. Where both are sent, they must agree.'),
  allow_ips: list.describe('Addresses or ranges, one to a line.'),
  subnet: list.describe('The same. Where both are sent, they must agree.'),
  group: z.enum(['', 'default', 'auto'], 'there is only the group default').nullish(),
  cross_group_retry: z.literal(false, 'there is only one group').nullish(),
};
export const createToken = z.looseObject({ ...fields, name });
export const updateToken = z.looseObject({
  ...fields,
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  status: optional(z.int().min(1).max(4)).describe('1 on, 2 off.'),
});

const known = z.object(fields);
type Fields = z.output<typeof known>;

/** A new token has what it is given: no quota, unless it says how much or that there is no end to it. */
export function readNewToken(json: unknown, catalog: ModelCatalog): ManagedKeyOrder & { name: string } {
  const token = parseBody(createToken, json);
  const quota = { remain_quota: token.remain_quota ?? 0, unlimited_quota: token.unlimited_quota ?? false };
  return { ...readFields({ ...token, ...quota }, catalog), name: token.name };
}

/** What is absent stays. `statusOnly`: nothing else changes, whatever the body holds. */
export function readTokenChange(
  json: unknown,
  statusOnly: boolean,
  catalog: ModelCatalog,
): { readonly number: number; readonly change: ManagedKeyOrder } {
  const token = parseBody(updateToken, json);
  if (token.unlimited_quota === false && token.remain_quota === undefined && !statusOnly) {
    throw invalid('remain_quota', 'remain_quota: say how much is left, as unlimited_quota is false.');
  }
  refuseImpossible(token, statusOnly);
  const status = token.status === 1 || token.status === 2 ? { disabled: token.status === 2 } : {};
  return {
    number: token.id,
    change: statusOnly ? status : { ...readFields(token, catalog), ...status },
  };
}

/**
 * 3 and 4 are what became of a token by itself: scripts send them back in a whole token as they got it, where they are
 * left alone. Where nothing else is to change, somebody thinks that they can be set.
 */
function refuseImpossible(token: z.output<typeof updateToken>, statusOnly: boolean): void {
  const { id: _, status, ...others } = token;
  if (status === undefined || status <= 2) return;
  if (!statusOnly && Object.values(others).some((value) => value !== undefined && value !== null)) return;
  throw invalid('status', 'status must be 1, on, or 2, off; 3 and 4 are what becomes of a key by itself.');
}

function readFields(token: Fields, catalog: ModelCatalog): ManagedKeyOrder {
  const { name, expired_time, remain_quota, unlimited_quota } = token;
  const models = readModels(token, catalog);
  const addresses = readAddresses(token);
  return {
    ...(name === undefined ? {} : { name }),
    ...(expired_time === undefined ? {} : { expiresAtMs: expired_time > 0 ? expired_time * 1_000 : null }),
    ...(models === undefined ? {} : { models: models.length === 0 ? null : models }),
    ...(addresses === undefined ? {} : { ipAllow: addresses.length === 0 ? null : addresses }),
    ...(unlimited_quota === true
      ? { leftMicros: null }
      : remain_quota === undefined
        ? {}
        : { leftMicros: microsOfQuota(remain_quota) }),
  };
}

/** Undefined when the body says nothing of addresses, empty when all are meant. */
function readAddresses({ allow_ips, subnet }: Fields): string[] | undefined {
  if (typeof allow_ips !== 'string' && typeof subnet !== 'string') return undefined;
  const [lines, same] = [linesIn(allow_ips ?? ''), linesIn(subnet ?? '')];
  if (lines.length > 0 && same.length > 0 && !areEqual(lines, same)) {
    throw invalid('allow_ips', 'allow_ips and subnet say two things; send one of them.');
  }
  return lines.length > 0 ? lines : same;
}

const linesIn = (text: string): string[] => text.split(/[\n,]/).flatMap((line) => line.trim() || []);

/** Public names; undefined when the body says nothing of models, empty when all are meant. */
function readModels(token: Fields, catalog: ModelCatalog): string[] | undefined {
  const { model_limits_enabled: isOn, model_limits, models } = token;
  const named = isOn === false ? [] : publicNames(namesIn(model_limits ?? ''), catalog);
  const listed = publicNames(models ?? [], catalog);
  if (listed.length > 0 && (isOn === false || (named.length > 0 && !areEqual(named, listed)))) {
    throw invalid('models', 'models and model_limits say two things; send one of them.');
  }
  const names = named.length > 0 ? named : listed;
  if (names.length > 0) return names;
  if (isOn) throw invalid('model_limits', 'model_limits: name the models, as model_limits_enabled is true.');
  return isOn === false || models ? [] : undefined;
}

const areEqual = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((each) => others.includes(each));

function namesIn(text: string): string[] {
  if (!text.trim().startsWith('[')) return text.split(',').flatMap((name) => name.trim() || []);
  try {
    return z.array(z.string().max(200)).parse(JSON.parse(text));
  } catch {
    throw invalid('model_limits', 'model_limits is neither a list separated by commas nor a JSON array.');
  }
}

const publicNames = (names: readonly string[], catalog: ModelCatalog): string[] => [
  ...new Set(names.map((name) => publicName(name, catalog))),
];

function publicName(name: string, catalog: ModelCatalog): string {
  const model = catalog.find(name);
  if (model) return model.name;
  const all = catalog.models.map((each) => each.name).join(', ');
  throw invalid(
    'model_limits',
    `model_limits: there is no model ${JSON.stringify(name.slice(0, 100))}; there are ${all}.`,
  );
}

const invalid = (param: string, message: string) => new Failure('invalid_request', { message, param });
