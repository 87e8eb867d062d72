import type { Omission } from '../../generation/outcome.ts';
import type { Receipt } from '../../generation/receipt.ts';

/** Standard Webhooks asks for payloads below 20 kB; every body is smaller than this. */
export const bodyLimitBytes = 20_000;

export interface CallbackBody {
  readonly bytes: Buffer;
  /** Something was left out to keep the limit. */
  readonly isShortened: boolean;
}

/**
 * The body of a callback: what `write` makes of the receipt, as JSON; the same bytes for the same receipt.
 * From 20,000 bytes on the receipt is shortened first, step by step until it fits: prompt, texts and messages cut
 * to 4,000, 1,000 and 250 characters (ending in `…`); then no reference URLs and only the last ten attempts.
 * Ids, state, cost and the URLs of images stay. Only if those alone were too many, the last images are left out.
 */
export function writeBody(receipt: Receipt, write: (receipt: Receipt) => unknown): CallbackBody {
  let isShortened = false;
  for (const candidate of candidates(receipt)) {
    const bytes = Buffer.from(JSON.stringify(write(candidate)));
    if (bytes.length < bodyLimitBytes) return { bytes, isShortened };
    isShortened = true;
  }
  throw new RangeError(`the status of ${receipt.id} cannot be made shorter than ${bodyLimitBytes} bytes`);
}

function* candidates(receipt: Receipt): Generator<Receipt> {
  yield receipt;
  for (const length of [4_000, 1_000, 250]) yield withShortTexts(receipt, length);
  const { request, attempts, outputs, referenceNotes, ...rest } = withShortTexts(receipt, 250);
  const bare = {
    ...rest,
    request: { ...request, references: [] },
    attempts: attempts.slice(-10),
    route: [],
    referenceNotes: referenceNotes.map(({ state }) => ({ state })),
  };
  for (let kept = outputs.length; kept > 0; kept = Math.floor(kept / 2)) {
    yield { ...bare, outputs: outputs.slice(0, kept) };
  }
  yield { ...bare, outputs: [] };
}

function withShortTexts(receipt: Receipt, length: number): Receipt {
  const { request, result, failure } = receipt;
  const short = (text: string) => cut(text, length);
  const shortReasons = (omitted: readonly Omission[]) =>
    omitted.map((omission) => ({ ...omission, reason: short(omission.reason) }));
  return {
    ...receipt,
    request: { ...request, prompt: short(request.prompt), omitted: shortReasons(request.omitted) },
    result: result && { ...result, text: short(result.text), omitted: shortReasons(result.omitted) },
    failure: failure && { ...failure, message: short(failure.message) },
  };
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not through the middle of a character outside the basic plane.
  return `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
