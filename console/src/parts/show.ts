/** Dollars as they are booked, to the micro; two decimals at least. */
export const usd = (value: number | string): string => dollars(value, 6);

/** Dollars for sums and axes, where fractions of a cent say nothing beside whole dollars. */
export const usdRounded = (value: number | string): string =>
  dollars(value, Math.abs(Number(value)) < 1 ? 4 : 2);

function dollars(value: number | string, maximumFractionDigits: number): string {
  const amount = Number(value);
  const digits = Math.abs(amount).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits });
  return `${amount < 0 ? '−' : ''}$${digits}`;
}

export const usdOfMicros = (micros: number): string => usd(micros / 1e6);

export function milliseconds(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export const percent = (share: number): string =>
  `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;

export function bytes(size: number): string {
  return size < 1e6 ? `${Math.round(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

/** Unix milliseconds of a moment. */
export const momentMs = (iso: string | null): number => Date.parse(iso ?? '');

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in the language of the page. */
export function at(iso: string | null | undefined): string {
  if (!iso) return '–';
  const { lang } = document.documentElement;
  let format = formats.get(lang);
  if (!format) {
    format = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium' });
    formats.set(lang, format);
  }
  return format.format(new Date(iso));
}

/** The same in a narrow column: the day and the minute, and the year where it is another one. */
export function atShort(iso: string | null | undefined): string {
  if (!iso) return '–';
  const moment = new Date(iso);
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  return moment.toLocaleString(document.documentElement.lang, {
    ...(isThisYear ? {} : { year: 'numeric' }),
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

/** The last days as `YYYY-MM-DD` (UTC, as usage is counted), oldest first, today last. */
export function lastDays(count: number): string[] {
  const today = Math.floor(Date.now() / 86_400_000);
  return Array.from({ length: count }, (_, index) =>
    new Date((today - count + 1 + index) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** Sizes as prices name them, smallest first. */
export const tiers = ['0.5K', '1K', '2K', '4K'] as const;
