// People, accounts, keys and the money of both.

export interface List<Item> {
  readonly data: readonly Item[];
  readonly next?: string | null;
}

export type Role = 'owner' | 'operator' | 'viewer' | 'customer';

export interface Session {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly account_id: string | null;
  readonly has_password: boolean;
}

export interface UsageRow {
  readonly day?: string;
  readonly model?: string;
  readonly key_id?: string;
  readonly key_name?: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly images: number;
  readonly charged_usd: string;
}

export interface Key {
  readonly id: string;
  readonly account_id: string;
  readonly mode: 'live' | 'test';
  readonly name: string;
  readonly hint: string;
  readonly models: readonly string[] | null;
  readonly strategy: string | null;
  readonly response_format: string | null;
  readonly requests_per_minute: number | null;
  readonly concurrency: number | null;
  readonly budget: {
    day_micros: number | null;
    month_micros: number | null;
    total_micros: number | null;
  } | null;
  /** Held and charged in the periods that run. */
  readonly budget_spent: { day_micros: number; month_micros: number; total_micros: number } | null;
  readonly ip_allow: readonly string[] | null;
  /** Its account may tighten these, and no more. */
  readonly set_by_operator: Pick<
    Key,
    'models' | 'requests_per_minute' | 'concurrency' | 'budget' | 'ip_allow' | 'expires_at'
  > | null;
  /** It may ask for one channel by name. */
  readonly pin_channels: boolean;
  /** It may make and change other keys of its account. */
  readonly manage_keys: boolean;
  /** Refused until somebody enables it again. */
  readonly disabled: boolean;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** Only in the answer that makes or rotates it. */
  readonly key?: string;
}

export interface Balance {
  readonly unlimited: boolean;
  readonly available_micros: number;
  readonly held_micros: number;
  readonly funded_micros: number;
  readonly spent_micros: number;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly kind: 'unlimited' | 'prepaid';
  readonly price_percent: number;
  readonly created_at: string;
  readonly balances?: { readonly live: Balance; readonly test: Balance };
}

export interface StatementLine {
  readonly transfer_id: string;
  readonly created_at: string;
  readonly kind: string;
  readonly generation_id: string | null;
  readonly change_micros: number;
  readonly available_micros: number;
  readonly reason: string | null;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly account_id: string | null;
  readonly has_password: boolean;
  readonly created_at: string;
  readonly disabled_at: string | null;
  readonly link?: string;
}

export interface Action {
  readonly number: number;
  readonly created_at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Setting {
  readonly name: string;
  readonly group: 'retention' | 'limits' | 'storage' | 'checks';
  readonly value: SettingValue;
  /** What it would be if nobody set it. */
  readonly default?: SettingValue;
  readonly set_in?: 'environment' | 'default';
}

export type SettingValue = string | number | boolean | null;
