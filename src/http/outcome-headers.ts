import type { Omission, Outcome } from '../generation/outcome.ts';
import { microsToUsd } from '../generation/price.ts';
import type { Receipt } from '../generation/receipt.ts';

/** Headers that every answer with an outcome carries. */
export function outcomeHeaders(outcome: Outcome): Record<string, string> {
  return {
    'x-plantain-generation': outcome.id,
    'x-plantain-channel': outcome.channel,
    'x-plantain-cost-usd': microsToUsd(outcome.chargedMicros),
    ...omittedHeader(outcome.omitted),
  };
}

/** Headers that every answer about one task carries; its channel and what it cost are known when it has ended. */
export function receiptHeaders(receipt: Receipt): Record<string, string> {
  const { result, finishedAtMs } = receipt;
  return {
    'x-plantain-generation': receipt.id,
    ...(result ? { 'x-plantain-channel': result.channel } : {}),
    ...(finishedAtMs === undefined ? {} : { 'x-plantain-cost-usd': microsToUsd(receipt.chargedMicros) }),
    ...omittedHeader(result?.omitted ?? receipt.request.omitted),
  };
}

/** `size;reason="…", style;reason="…"`: what was not sent upstream, and why. */
export function omittedHeader(omitted: readonly Omission[]): Record<string, string> {
  if (omitted.length === 0) return {};
  const items = omitted.map(
    ({ parameter, reason }) =>
      `${headerText(parameter).replace(/[\s;,"]/g, '_')};reason="${headerText(reason)}"`,
  );
  return { 'x-plantain-omitted': items.join(', ').slice(0, 4_000) };
}

/** Printable ASCII without quotes and backslashes; anything else has no place in a header. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 300);
