/** A number of tokens as an upstream tells it; what is none counts as 0, so that it never reaches the books. */
export const tokenCount = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
