import { UnstorableValue } from './errors.ts';

/**
 * Refuses what the engines would store differently: PostgreSQL has no U+0000 in text, both would silently replace a
 * lone surrogate, and their drivers treat booleans, dates, objects and undefined each in its own way.
 * Text that a client chose belongs in a JSON column, where such characters are escaped.
 */
export function checkParameters(parameters: readonly unknown[]): void {
  for (const [index, value] of parameters.entries()) {
    if (value === null || typeof value === 'bigint') continue;
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value)) continue;
      if (!Number.isFinite(value) || Number.isInteger(value)) {
        throw new UnstorableValue(
          `parameter ${index + 1} is the number ${value}, which is not stored exactly`,
        );
      }
      continue;
    }
    if (typeof value !== 'string') {
      throw new UnstorableValue(
        `parameter ${index + 1} is neither text, number nor null but ${typeof value}`,
      );
    }
    if (value.includes('\0'))
      throw new UnstorableValue(`parameter ${index + 1} contains the character U+0000`);
    if (!value.isWellFormed()) {
      throw new UnstorableValue(
        `parameter ${index + 1} is not valid Unicode (it contains half of a surrogate pair)`,
      );
    }
  }
}
