import { ranges, rangeTexts } from '../overview/range.ts';
import type { Filter } from './filter.ts';

/** What the choice of a time says: the last hour and the like, or the days that stand in the fields beside it. */
export const periods = [
  ...ranges.map((range) => [range, rangeTexts[range]] as const),
  ['days', 'days'],
] as const;

const hourMs = 3_600_000;
const lengthMs: Readonly<Record<string, number>> = {
  '1h': hourMs,
  '24h': 24 * hourMs,
  '7d': 7 * 24 * hourMs,
  '30d': 30 * 24 * hourMs,
};

/** The chosen period; days alone, as in an address somebody wrote, are one, too. */
export const periodOf = ({ period, from, to }: Filter): string => period || (from || to ? 'days' : '');

/** The `from` and `to` of the API: days begin and end at midnight where the browser is. */
export function timesOf(filter: Filter, nowMs: number): { from?: string; to?: string } {
  const { from, to } = filter;
  const period = periodOf(filter);
  const long = lengthMs[period];
  if (long !== undefined) return { from: new Date(nowMs - long).toISOString() };
  if (period !== 'days') return {};
  return { ...(from ? { from: midnight(from, 0) } : {}), ...(to ? { to: midnight(to, 1) } : {}) };
}

/** The beginning of a day, some days later; what is no day is left for the gateway to refuse. */
function midnight(day: string, laterDays: number): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined) return day;
  return new Date(Number(year), Number(month) - 1, Number(date) + laterDays).toISOString();
}
