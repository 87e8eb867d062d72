import { badDirective } from './bad-directive.ts';

/** @throws GoogleError 400 for a number outside the limits. */
export function limited(value: unknown, least: number, most: number, where: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number < least || number > most) throw badDirective(`${where} must be between ${least} and ${most}`);
  return number;
}
