/** A moment as `datetime-local` fields write it, in the time of the browser, to the minute; empty for none. */
export function localTime(iso: string | null | undefined): string {
  if (!iso) return '';
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
