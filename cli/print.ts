/** Prints JSON, or one line per row with columns of equal width under a head line. */
export function print<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | number | null>>,
): void {
  const head = Object.keys(columns);
  const lines = rows.map((row) => Object.values(columns).map((cell) => tame(String(cell(row) ?? ''))));
  const widths = head.map((name, index) =>
    Math.max(name.length, ...lines.map((line) => (line[index] as string).length)),
  );
  for (const line of [head, ...lines]) {
    console.log(
      line
        .map((cell, index) => cell.padEnd(widths[index] as number))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Customers name keys and write prompts: nothing of theirs moves the cursor, or turns the line around. */
const tame = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
