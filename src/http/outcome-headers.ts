import { omittedHeader } from '../generation/omitted-header.ts';
import type { Outcome } from '../generation/outcome.ts';
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
