import type { KeySettings, Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { Refusal } from '../generation/refusal.ts';
import { rangesWithin } from '../lib/egress/address-range.ts';
import { readIpAllow } from './ip-allow.ts';
import type { KeySummary } from './key-rows.ts';

/** How far somebody reaches who is no operator: a customer, or a key that manages keys. */
export interface KeyBounds {
  readonly accountId: string;
  /** Absent: both. */
  readonly mode?: Mode;
  /** Whether it reaches keys that manage keys, too. */
  readonly managers: boolean;
  /** Where it may itself be used from: no key of its making is open wider. */
  readonly ipAllow?: readonly string[];
}

/** Whether a key is there at all for whoever has these bounds; one that may name channels is an operator's. */
export const isInReach = ({ accountId, mode, settings }: KeySummary, bounds: KeyBounds): boolean =>
  accountId === bounds.accountId &&
  (bounds.mode === undefined || mode === bounds.mode) &&
  (bounds.managers || settings.manageKeys !== true) &&
  settings.pinChannels !== true;

/** Throws `permission_denied` for a change that makes a key more than whoever changes it may give. */
export function checkChange(before: KeySettings, after: KeySettings, bounds: KeyBounds): void {
  if (before.disabled && !before.disabledByAccount && !after.disabled) {
    throw denied('An operator disabled this key: only an operator enables it again.');
  }
  if (!sameList(before.ipAllow, after.ipAllow)) checkAddresses(after.ipAllow, bounds);
}

/** Addresses of a new key: those of its maker, unless narrower ones are wanted. */
export function newAddresses(
  wanted: readonly string[] | null | undefined,
  bounds: KeyBounds,
): readonly string[] | undefined {
  const addresses = wanted ?? bounds.ipAllow;
  checkAddresses(addresses, bounds);
  return addresses;
}

function checkAddresses(ipAllow: readonly string[] | undefined, bounds: KeyBounds): void {
  if (bounds.ipAllow === undefined) return;
  if (ipAllow && rangesWithin(readIpAllow(ipAllow), readIpAllow(bounds.ipAllow))) return;
  throw denied(`allow_ips: this key is held to ${bounds.ipAllow.join(', ')} and opens no other any wider.`);
}

/** In the words of the admin API. */
const limits = [
  ['models', 'models'],
  ['budget', 'budget'],
  ['requestsPerMinute', 'requests_per_minute'],
  ['concurrency', 'concurrency'],
] as const satisfies readonly (readonly [keyof KeySettings, string])[];

/** Limits that hold nobody: those of a key that can make another one without them. */
export const emptyLimits = (settings: KeySettings): string[] =>
  settings.manageKeys ? limits.flatMap(([name, said]) => (settings[name] === undefined ? [] : said)) : [];

/** Throws a refusal for limits that hold nobody, but for those that stood there before: they can be taken away. */
export function checkLimits(settings: KeySettings, before: KeySettings = {}): void {
  const stood = emptyLimits(before);
  const empty = emptyLimits(settings).filter((name) => !stood.includes(name));
  if (empty.length === 0) return;
  throw new Refusal(
    'invalid',
    `manage_keys: not together with ${empty.join(', ')}, which the keys it makes would not have.`,
    'manage_keys',
  );
}

const sameList = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const denied = (message: string) => new Failure('permission_denied', { message });
