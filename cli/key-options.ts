import type { Command } from 'commander';
import { mergeMembers, orNothing } from './merge-members.ts';
import { readCount, readExpiry, readList, readUsdOrNone, readYes } from './read-options.ts';

export interface KeyOptions {
  readonly name?: string;
  readonly models?: string;
  readonly strategy?: string;
  readonly responseFormat?: string;
  readonly requestsPerMinute?: string;
  readonly concurrency?: string;
  readonly budgetDay?: string;
  readonly budgetMonth?: string;
  readonly budgetTotal?: string;
  readonly expires?: string;
  readonly ipAllow?: string;
  readonly pinChannels?: string;
  readonly manageKeys?: string;
  readonly disabled?: string;
}

/** The settings of a key, for the commands that make and change one. */
export function addKeyOptions(command: Command): Command {
  return command
    .option('--name <name>', 'a name to find it by')
    .option('--models <names>', 'models it may use, separated by commas')
    .option('--strategy <strategy>', 'auto, value or official')
    .option('--response-format <format>', 'url, b64_json or both where a request names none')
    .option('--requests-per-minute <count>', 'creates per minute')
    .option('--concurrency <count>', 'generations that may run at once')
    .option('--budget-day <dollars>', 'most it may spend per UTC day')
    .option('--budget-month <dollars>', 'most it may spend per UTC month')
    .option('--budget-total <dollars>', 'most it may spend in all')
    .option('--expires <when>', 'its last day (UTC), an ISO time, or a duration like 30d')
    .option('--ip-allow <ranges>', 'addresses or ranges it may be used from, separated by commas')
    .option('--pin-channels <yes|no>', 'may name a channel with x-plantain-channel')
    .option('--manage-keys <yes|no>', 'may manage the other keys of its account (/api/token/)')
    .option('--disabled <yes|no>', 'refused until it is enabled again');
}

interface Budget {
  readonly day_micros?: number | null;
  readonly month_micros?: number | null;
  readonly total_micros?: number | null;
}

/** The options as a body of the admin API, which checks them. `none` takes a setting away. */
export function keyBody(options: KeyOptions, nowMs: number, budgetNow: Budget | null): object {
  const given = {
    name: options.name,
    models: options.models && readList(options.models),
    strategy: options.strategy === 'none' ? null : options.strategy,
    response_format: options.responseFormat === 'none' ? null : options.responseFormat,
    requests_per_minute:
      options.requestsPerMinute && readCount(options.requestsPerMinute, '--requests-per-minute'),
    concurrency: options.concurrency && readCount(options.concurrency, '--concurrency'),
    budget: readBudget(options, budgetNow),
    expires_at: options.expires && readExpiry(options.expires, nowMs),
    ip_allow: options.ipAllow && readList(options.ipAllow),
    pin_channels: options.pinChannels && readYes(options.pinChannels, '--pin-channels'),
    manage_keys: options.manageKeys && readYes(options.manageKeys, '--manage-keys'),
    disabled: options.disabled && readYes(options.disabled, '--disabled'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A budget is set as a whole; the periods not named keep what they have. */
function readBudget(options: KeyOptions, now: Budget | null): Budget | null | undefined {
  const changes = {
    day_micros: options.budgetDay && readUsdOrNone(options.budgetDay, '--budget-day'),
    month_micros: options.budgetMonth && readUsdOrNone(options.budgetMonth, '--budget-month'),
    total_micros: options.budgetTotal && readUsdOrNone(options.budgetTotal, '--budget-total'),
  };
  return orNothing(mergeMembers(now, changes));
}
