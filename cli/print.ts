/** Prints JSON, or one line per row with columns of equal width under a head line. */
export function print<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | number | null>>,
): void {
  const head = Object.keys(columns);
  const lines = rows.map((row) => Object.values(columns).map((cell) => String(cell(row) ?? '')));
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

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));
