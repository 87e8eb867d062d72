import type { ModelCatalog } from '../src/generation/model.ts';
import type { CapabilityRow } from '../src/verification/capability-table.ts';
import { promisesOf, unverifiedOf } from '../src/verification/promises.ts';
import { print, printJson } from './print.ts';

interface PrintOptions {
  readonly json?: boolean;
}

/** Rows of the capability table. */
export function printTable(rows: readonly CapabilityRow[], { json }: PrintOptions): void {
  if (json) {
    printJson(
      rows.map(({ case: row, status, checkedAtMs, message }) => ({
        id: row.id,
        label: row.label,
        status,
        checked_at: checkedAtMs === undefined ? null : new Date(checkedAtMs).toISOString(),
        message: message ?? null,
      })),
    );
    return;
  }
  print(rows, {
    CASE: ({ case: row }) => row.id,
    STATUS: ({ status }) => status,
    CHECKED: ({ checkedAtMs }) =>
      checkedAtMs === undefined ? '' : new Date(checkedAtMs).toISOString().slice(0, 16),
    MESSAGE: ({ message }) => message ?? '',
  });
}

/** What is promised and no check of live channels speaks for; the command fails while there is any. */
export function printPromises(
  { models }: ModelCatalog,
  table: readonly CapabilityRow[],
  { json }: PrintOptions,
): void {
  const promises = promisesOf(models, table);
  const unverified = models.flatMap(({ name }) =>
    unverifiedOf(name, promises).map((promise) => ({ model: name, ...promise })),
  );
  const verified = promises.filter(({ status }) => status === 'Verified').length;
  console.error(`${verified} of ${promises.length} promised values are Verified.`);
  if (unverified.length > 0) process.exitCode = 1;
  if (json) {
    printJson(unverified);
    return;
  }
  print(unverified, {
    MODEL: ({ model }) => model,
    FEATURE: ({ feature }) => feature,
    STATUS: ({ status }) => status,
    VALUES: ({ values }) => values.join(', '),
    CONTRACTS: ({ contracts }) => contracts.join(', '),
  });
}
