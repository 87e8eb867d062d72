import { Refusal } from '../../src/generation/refusal.ts';

/** Fields of the admin API whose option, or argument, has another name. */
const otherNames: Readonly<Record<string, string>> = {
  expires_at: '--expires',
  account_id: '--account',
  amount_micros: '<dollars>',
  'budget.day_micros': '--budget-day',
  'budget.month_micros': '--budget-month',
  'budget.total_micros': '--budget-total',
  'price.tiers': '--image',
  model: '<model>',
  id: '<id>',
  provider: '--provider',
  settings: '--setting',
  credentials: '--credential-env',
};

/** A refusal in the words of the command line: the admin API names its own field, the user gave an option. */
export function inOptionWords(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.param === undefined) return error;
  const { param } = error;
  const rest = error.message.startsWith(param) ? error.message.slice(param.length) : undefined;
  if (rest === undefined || !/^(: | )/.test(rest)) return error;
  return new Refusal(error.code, `${optionOf(param)}${rest}`, param);
}

/** `ip_allow.0` is the first value of `--ip-allow`. */
function optionOf(param: string): string {
  const field = param.replace(/\.\d+$/, '');
  const known = otherNames[field] ?? otherNames[field.split('.')[0] as string];
  return known ?? `--${(field.split('.').at(-1) as string).replaceAll('_', '-')}`;
}
