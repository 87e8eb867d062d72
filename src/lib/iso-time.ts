/** ISO 8601 in UTC with milliseconds; null for no time. */
export const isoTime = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();
