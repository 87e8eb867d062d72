const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30m`, `24h` or `7d`: whole minutes, hours or days; undefined for every other text. */
export function readDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit as string] as number);
}

/** The same the other way, in the largest unit that leaves no rest. */
export function durationText(ms: number): string {
  const [unit, size] = Object.entries(units).findLast(([, size]) => ms % size === 0) ?? ['m', 60_000];
  return `${Math.round(ms / size)}${unit}`;
}
