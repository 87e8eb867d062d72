/** What a budget is counted by: `day 2026-11-23`, `month 2026-11`, `total`. UTC day, UTC month, for ever. */
export function periodsOf(nowMs: number): [string, string, string] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return [`day ${day}`, `month ${day.slice(0, 7)}`, 'total'];
}

/** First millisecond of a period. */
export function startOf(period: string): number {
  const [unit, date] = period.split(' ');
  return unit === 'total' ? 0 : Date.parse(date as string);
}

/** First millisecond behind a period, when it begins anew; undefined for the one that never does. */
export function endOf(period: string): number | undefined {
  const start = new Date(startOf(period));
  if (period.startsWith('day ')) return start.setUTCDate(start.getUTCDate() + 1);
  if (period.startsWith('month ')) return start.setUTCMonth(start.getUTCMonth() + 1);
  return undefined;
}
