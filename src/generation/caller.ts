import type { Strategy } from './request.ts';

/** `test` keys reach only the built-in sandbox channel and see only test objects; `live` keys never reach it. */
export type Mode = 'live' | 'test';

/** Who calls, once a key was recognised. */
export interface Caller {
  readonly keyId: string;
  readonly keyName: string;
  readonly accountId: string;
  /** The account may go below zero: a team's own server. */
  readonly unlimited: boolean;
  readonly mode: Mode;
  /** What the account pays of the list of prices; 100 where absent. */
  readonly pricePercent?: number;
  readonly settings: KeySettings;
  /** Who it is in the log of actions, where it is a person; absent for keys. */
  readonly actor?: string;
}

/** What an API key carries. Absent means: no restriction, or the server's default. */
export interface KeySettings {
  /** Public names of the models it may use. */
  readonly models?: readonly string[];
  readonly strategy?: Strategy;
  /** Answer of the Images surface when the request names no `response_format`; `both` for apps that read either. */
  readonly responseFormat?: 'url' | 'b64_json' | 'both';
  /** Creates per minute; `PLANTAIN_REQUESTS_PER_MINUTE` unless set. */
  readonly requestsPerMinute?: number;
  /** Generations of this key that may run at once, synchronous and tasks each; 1,000 unless set. */
  readonly concurrency?: number;
  readonly budget?: KeyBudget;
  /** An operator's key: it may name the channel to use (`x-plantain-channel`). */
  readonly pinChannels?: boolean;
  /** It may list, make, change and remove the other keys of its account and mode. */
  readonly manageKeys?: boolean;
  /** Refused until it is enabled again. */
  readonly disabled?: boolean;
  /** It was a customer or a key of the account that disabled it: they may enable it again. */
  readonly disabledByAccount?: boolean;
  /** Addresses or CIDR ranges it may be used from. */
  readonly ipAllow?: readonly string[];
  /** Which of its limits an operator set, as they were set: its account may tighten these, and no more. */
  readonly setByOperator?: OperatorLimits;
}

export interface OperatorLimits
  extends Pick<KeySettings, 'models' | 'requestsPerMinute' | 'concurrency' | 'budget' | 'ipAllow'> {
  readonly expiresAtMs?: number;
}

/** Micro-USD a key may spend per UTC day, per UTC month, and in all. What is held counts as spent. */
export interface KeyBudget {
  readonly dayMicros?: number;
  readonly monthMicros?: number;
  readonly totalMicros?: number;
}
