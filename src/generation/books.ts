import type { FailureCode } from './failure.ts';
import type { Micros, Price } from './price.ts';
import type { GenerationRequest } from './request.ts';

/** What an account may spend, has spent and has been given, in one mode. */
export interface Balance {
  /** True: it is never refused for lack of money, and `availableMicros` may be negative. */
  readonly unlimited: boolean;
  readonly availableMicros: Micros;
  /** Set aside for what runs. */
  readonly heldMicros: Micros;
  /** Top-ups less those taken back. */
  readonly fundedMicros: Micros;
  /** Charges less refunds. */
  readonly spentMicros: Micros;
}

/** What statistics may be split by. `day` is a UTC day. */
export const usageGroups = ['account', 'key', 'model', 'channel', 'day'] as const;
export type UsageGroup = (typeof usageGroups)[number];

/** Sums wanted. Times are Unix milliseconds; every hour of UTC they touch counts as a whole. `toMs` itself is not included. */
export interface UsageQuery {
  readonly groupBy: readonly UsageGroup[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly accountId?: string;
  readonly keyId?: string;
  readonly model?: string;
  readonly channel?: string;
}

/** A query that may leave the period to the server: the last 30 days. */
export type UsageWish = Omit<UsageQuery, 'fromMs' | 'toMs'> & {
  readonly fromMs?: number;
  readonly toMs?: number;
};

/** Sums over the generations that ended in a period. Only the groups asked for are there. */
export interface UsageRow {
  readonly account?: string;
  readonly key?: string;
  readonly model?: string;
  /** Empty: no channel was tried. */
  readonly channel?: string;
  /** `YYYY-MM-DD`. */
  readonly day?: string;
  readonly requests: number;
  readonly succeeded: number;
  /** Neither a success nor a failure. */
  readonly cancelled: number;
  readonly images: number;
  readonly chargedMicros: Micros;
  /** What channels charge the operator; only for operators. */
  readonly costMicros: Micros;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface UsageReport {
  /** What was counted: whole hours of UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly groupBy: readonly UsageGroup[];
  /** Names of the keys and accounts in the rows, by id. */
  readonly names: Readonly<Record<string, string>>;
  readonly rows: readonly UsageRow[];
}

export interface LogQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly states: readonly ('succeeded' | 'failed')[];
  readonly model?: string;
  readonly keyName?: string;
  readonly offset: number;
  readonly limit: number;
}

/** `toMs` itself is not included. */
export type ChargesQuery = Pick<LogQuery, 'fromMs' | 'toMs' | 'model' | 'keyName'>;

/** What is kept of how a generation was asked for. */
export interface Asked {
  readonly requestedModel: string;
  readonly kind: GenerationRequest['kind'];
  readonly answer: string | undefined;
  readonly choice: Readonly<Record<string, unknown>>;
}

/** One ended generation in a list. */
export interface LogEntry {
  readonly id: string;
  readonly keyId: string;
  readonly keyName: string;
  readonly model: string;
  readonly protocol: string;
  readonly asked: Asked;
  /** The path it was asked for at; undefined where this server has its protocol no more. */
  readonly askedAt: string | undefined;
  readonly state: 'succeeded' | 'failed';
  readonly failureCode: FailureCode | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number;
  readonly chargedMicros: Micros;
  readonly images: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LogEntry[];
  /** How many there are, counted up to 10,000. */
  readonly total: number;
}

/** What was asked for and used in the last minute. */
export interface Pace {
  readonly requests: number;
  readonly tokens: number;
}

/** An account as the holder of one of its keys may see it: its own mode only. */
export interface AccountState {
  readonly name: string;
  readonly balance: Balance;
  /** What the nearest of the key's own budgets leaves; absent without one. */
  readonly keyBudgetLeftMicros?: Micros;
  /** Generations that ended, ever. */
  readonly requests: number;
}

/** What a key may ask about its own account. */
export interface CallerBooks {
  account(): Promise<AccountState>;
  usage(wish: UsageWish): Promise<UsageReport>;
  log(query: LogQuery): Promise<LogPage>;
  /** What the generations of a period were charged. */
  charged(query: ChargesQuery): Promise<Micros>;
  pace(): Promise<Pace>;
}

/** A price as lists show it. */
export interface ListedPrice {
  readonly model: string;
  /** `auto`, `value`, `official`, or `*` for every strategy without a price of its own. */
  readonly strategy: string;
  readonly version: number;
  readonly price: Price;
}
