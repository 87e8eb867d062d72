import type { OperatorLimits } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { rangesWithin } from '../lib/egress/address-range.ts';
import { isoTime } from '../lib/iso-time.ts';
import type { Db } from '../store/unit.ts';
import { readIpAllow } from './ip-allow.ts';
import type { KeySummary } from './key-rows.ts';

const names = ['models', 'requestsPerMinute', 'concurrency', 'budget', 'ipAllow', 'expiresAtMs'] as const;

type Limited = Pick<KeySummary, 'settings' | 'expiresAtMs'>;

/** The limits a key has, whoever set them. */
export function limitsOf({ settings, expiresAtMs }: Limited): OperatorLimits {
  const all: OperatorLimits = { ...settings, ...(expiresAtMs === null ? {} : { expiresAtMs }) };
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

/**
 * Limits of a key that operators set. One that was last changed before this was noted has those it was made with when
 * an operator made it, and none when its account did.
 */
export async function operatorLimitsOf(db: Db, key: KeySummary): Promise<OperatorLimits> {
  if (key.settings.setByOperator) return key.settings.setByOperator;
  return (await isOfAccount(db, key.id)) ? {} : limitsOf(key);
}

async function isOfAccount(db: Db, keyId: string): Promise<boolean> {
  const made = await db
    .selectFrom('actions')
    .select('actor')
    .where('action', '=', 'key.create')
    .where('subject', '=', keyId)
    .executeTakeFirst();
  if (!made?.actor.startsWith('user:')) return made?.actor.startsWith('key:') === true;
  const person = await db
    .selectFrom('users')
    .select('role')
    .where('name', '=', made.actor.slice('user:'.length))
    .executeTakeFirst();
  return person?.role === 'customer';
}

/** What operators have set after one of them changed a key: a value that was there before stays whose it was. */
export function nextOperatorLimits(known: OperatorLimits, before: Limited, after: Limited): OperatorLimits {
  const [was, is] = [limitsOf(before), limitsOf(after)];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = isSame(was[name], is[name]) ? known[name] : is[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Throws `permission_denied` where a key is less limited than an operator said. */
export function checkWithin(limits: OperatorLimits, after: Limited): void {
  const now = limitsOf(after);
  for (const [name, said] of [
    ['requestsPerMinute', 'requests_per_minute'],
    ['concurrency', 'concurrency'],
  ] as const) {
    if (isAbove(now[name], limits[name])) throw denied(said, `at most ${limits[name]}`);
  }
  for (const [name, said] of [
    ['dayMicros', 'day_micros'],
    ['monthMicros', 'month_micros'],
    ['totalMicros', 'total_micros'],
  ] as const) {
    const most = limits.budget?.[name];
    if (isAbove(now.budget?.[name], most)) throw denied(`budget.${said}`, `at most ${most}`);
  }
  const { models, ipAllow, expiresAtMs } = limits;
  if (models && !now.models?.every((name) => models.includes(name))) {
    throw denied('models', `only ${models.join(', ')}`);
  }
  if (ipAllow && !(now.ipAllow && rangesWithin(readIpAllow(now.ipAllow), readIpAllow(ipAllow)))) {
    throw denied('ip_allow', `only ${ipAllow.join(', ')}`);
  }
  if (isAbove(now.expiresAtMs, expiresAtMs)) {
    throw denied('expires_at', `no time after ${isoTime(expiresAtMs ?? null)}`);
  }
}

/** None at all is above every limit. */
const isAbove = (value = Infinity, most = Infinity): boolean => value > most;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const denied = (field: string, allowed: string) =>
  new Failure('permission_denied', {
    message: `${field}: an operator allowed this key ${allowed}. You may set less; only an operator allows more.`,
  });
