import type { SpendingKey } from '../admission/key-rows.ts';
import type { KeyBudget, OperatorLimits } from '../generation/caller.ts';
import type { KeySpent } from '../ledger/key-budget.ts';
import { isoTime } from '../lib/iso-time.ts';

/** A key as operators see it: everything but the key. */
export function keyView(key: SpendingKey) {
  const { settings } = key;
  const { budget } = settings;
  return {
    object: 'api_key',
    id: key.id,
    account_id: key.accountId,
    mode: key.mode,
    name: key.name,
    hint: key.hint,
    models: settings.models ?? null,
    strategy: settings.strategy ?? null,
    response_format: settings.responseFormat ?? null,
    requests_per_minute: settings.requestsPerMinute ?? null,
    concurrency: settings.concurrency ?? null,
    budget: budget ? budgetView(budget) : null,
    /** Of each period that runs; null without a budget. */
    budget_spent: key.spent ? spentView(key.spent) : null,
    ip_allow: settings.ipAllow ?? null,
    pin_channels: settings.pinChannels ?? false,
    manage_keys: settings.manageKeys ?? false,
    disabled: settings.disabled ?? false,
    /** Only operators enable again what they disabled. */
    disabled_by: settings.disabled ? (settings.disabledByAccount ? 'account' : 'operator') : null,
    /** What customers may tighten and not loosen. */
    set_by_operator: settings.setByOperator ? limitsView(settings.setByOperator) : null,
    created_at: isoTime(key.createdAtMs),
    expires_at: isoTime(key.expiresAtMs),
    revoked_at: isoTime(key.revokedAtMs),
  };
}

const budgetView = (budget: KeyBudget) => ({
  day_micros: budget.dayMicros ?? null,
  month_micros: budget.monthMicros ?? null,
  total_micros: budget.totalMicros ?? null,
});

const spentView = (spent: KeySpent) => ({
  day_micros: spent.dayMicros,
  month_micros: spent.monthMicros,
  total_micros: spent.totalMicros,
  /** When the day and the month begin anew. */
  day_ends_at: isoTime(spent.dayEndsAtMs),
  month_ends_at: isoTime(spent.monthEndsAtMs),
});

const limitsView = (limits: OperatorLimits) => ({
  models: limits.models ?? null,
  requests_per_minute: limits.requestsPerMinute ?? null,
  concurrency: limits.concurrency ?? null,
  budget: limits.budget ? budgetView(limits.budget) : null,
  ip_allow: limits.ipAllow ?? null,
  expires_at: isoTime(limits.expiresAtMs ?? null),
});
