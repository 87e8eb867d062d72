import { mostMicros, usdToMicros } from '../src/generation/price.ts';
import { Refusal } from '../src/generation/refusal.ts';

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An amount of dollars as micro-USD. */
export function readUsd(text: string, option: string): number {
  const micros = usdToMicros(text.replace(/^\$/, ''));
  if (micros !== undefined && micros <= mostMicros) return micros;
  if (Number(text.replace(/^\$/, '')) > mostMicros / 1_000_000) {
    throw new Refusal('invalid', `${option} takes at most 10,000,000 dollars.`);
  }
  throw new Refusal('invalid', `${option} takes dollars with at most six decimals, like 12.50.`);
}

/** Like `readUsd`; `none` is null. */
export const readUsdOrNone = (text: string, option: string): number | null =>
  text === 'none' ? null : readUsd(text, option);

/** `now`, or a number of seconds, minutes, hours or days like `24h`, in milliseconds. */
function readDuration(text: string, option: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (text === 'now') return 0;
  if (match) return Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs];
  throw new Refusal('invalid', `${option} takes a duration like 30m, 24h or 7d, or "now".`);
}

/** How long a replaced secret goes on, in seconds: seven days at most. */
export function readGraceSeconds(text: string): number {
  const ms = readDuration(text, '--grace');
  if (ms > 7 * unitsMs.d) throw new Refusal('invalid', '--grace takes at most 7d.');
  return ms / 1_000;
}

/** A date (the last UTC day) or time as it is, a duration from now as an ISO time, `none` as null. */
export function readExpiry(text: string, nowMs: number): string | null {
  if (text === 'none') return null;
  if (/^\d+[smhd]$/.test(text)) return new Date(nowMs + readDuration(text, '--expires')).toISOString();
  return text;
}

/** Comma-separated names; `none` is null. */
export const readList = (text: string): string[] | null =>
  text === 'none' ? null : text.split(/[,\s]+/).filter(Boolean);

/** A whole number; `none` is null. */
export function readCount(text: string, option: string): number | null {
  if (text === 'none') return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal('invalid', `${option} takes a whole number.`);
}

/** A whole number from 1 to `most`. */
export function readNumberTo(most: number, text: string, option: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new Refusal('invalid', `${option} takes a whole number from 1 to ${most}.`);
}

/** A share like `80` or `87.5%`, in percent. */
export function readPercent(text: string, option: string): number {
  const match = /^(\d{1,4}(?:\.\d{1,2})?)%?$/.exec(text);
  if (match && Number(match[1]) <= 1_000) return Number(match[1]);
  throw new Refusal(
    'invalid',
    `${option} takes a percentage from 0 to 1000 with at most two decimals, like 87.5.`,
  );
}

/** `yes` or `no`. */
export function readYes(text: string, option: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new Refusal('invalid', `${option} takes yes or no.`);
}

/** For an option that may be given more than once. */
export const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];
