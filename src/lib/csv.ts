/**
 * One line of RFC 4180. Text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, carriage return
 * at its start) gets an apostrophe before it, as OWASP advises; numbers stay numbers.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(inert(cell)))).join(',')}\r\n`;
}

const inert = (text: string) => (/^[=+\-@\t\r\n]/.test(text.trimStart() || text) ? `'${text}` : text);

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
