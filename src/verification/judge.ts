import { mediaTypeOf } from '../generation/image-format.ts';
import { hasRatio, hasTier } from '../generation/measured-shape.ts';
import { microsToUsd } from '../generation/price.ts';
import type { Case } from './case.ts';
import type { Observation } from './observe.ts';

/** The least tokens Google ever counted for an input image (2.5-flash-image). */
const tokensPerReference = 258;

/** What a 400 may be for where a request has to be refused; the last is what an upstream refused. */
const refusals: ReadonlySet<string> = new Set(['invalid_request', 'reference_rejected', 'upstream_rejected']);

/**
 * What is wrong for this row with what was seen; undefined when it passes. Each row looks only at what it promises,
 * so that a dropped ratio fails the rows with a ratio and no others.
 */
export function judge(row: Case, seen: Observation, priceMicros: number): string | undefined {
  if (row.expect === 'refused') return judgeRefusal(row, seen);
  if (row.expect === 'blocked') return judgeBlocked(seen);
  const failed = whyNoImage(seen);
  if (failed) return failed;
  const checks = row.feature === 'billing' ? [judgeBill] : [judgeSize, judgeRatio, judgeOutput, judgeInput];
  for (const check of checks) {
    const problem = check(row, seen, priceMicros);
    if (problem) return problem;
  }
  if (row.wish.callback) return judgeCallback(seen);
  return undefined;
}

/** Why a request as a whole is no evidence for any of its rows. */
export function whyNoImage(seen: Observation): string | undefined {
  if (seen.status >= 300) return `${seen.status}: ${seen.message ?? 'no message'}`;
  if (seen.shapeProblem) return seen.shapeProblem;
  if (seen.images.length === 0) return seen.message ?? 'a success without an image';
  const unreadable = seen.images.find(({ mediaType }) => mediaType === undefined);
  return unreadable && `the ${unreadable.sizeBytes} bytes of the answer are no picture`;
}

function judgeRefusal({ contract, wish, model }: Case, seen: Observation): string | undefined {
  if (seen.images.length > 0) return 'an image came although the request had to be refused';
  if (seen.chargedMicros) return `$${microsToUsd(seen.chargedMicros)} were charged for a refusal`;
  const count = wish.references ?? 0;
  const documented = `at most ${count - 1} reference images are currently supported for ${model}`;
  if (contract === 'openai-images' && count > 1 && !seen.message?.startsWith(documented)) {
    return `the message is not "${documented}" but "${seen.message}"`;
  }
  const { status, failure } = seen;
  if (wish.referenceSize !== undefined) {
    if (failure?.code === 'reference_too_large') return undefined;
    return `refused for ${failure?.code ?? status} and not for its size`;
  }
  if (status !== 400) return `answered ${status}`;
  const word = failure?.code ?? seen.code;
  return word === undefined || refusals.has(word)
    ? undefined
    : `refused for ${word} and not for what is asked`;
}

function judgeBlocked(seen: Observation): string | undefined {
  if (seen.images.length > 0) return 'an image came although the prompt was blocked';
  if (seen.chargedMicros) return `$${microsToUsd(seen.chargedMicros)} were charged for a blocked prompt`;
  if (seen.status >= 500) return `answered ${seen.status}, which clients would retry`;
  if (seen.failure && seen.failure.code !== 'content_blocked') return `told as ${seen.failure.code}`;
  return seen.message ? undefined : 'nothing says that it was blocked';
}

function judgeSize({ wish }: Case, { images }: Observation): string | undefined {
  const size = wish.resolution ?? wish.onlySize;
  const wrong = size && images.find((image) => !hasTier(image, size));
  if (!wrong) return undefined;
  return `${wish.onlySize ? 'expected' : 'asked for'} ${size}, measured ${wrong.width}×${wrong.height}`;
}

function judgeRatio({ wish: { aspectRatio } }: Case, { images }: Observation): string | undefined {
  const wrong = aspectRatio && images.find((image) => !hasRatio(image, aspectRatio));
  if (!wrong) return undefined;
  return `asked for ${aspectRatio}, measured ${wrong.width}×${wrong.height}`;
}

function judgeOutput({ wish }: Case, { images, omitted }: Observation): string | undefined {
  const format = wish.outputFormat;
  const wrong = format && images.find(({ mediaType }) => mediaType !== mediaTypeOf(format));
  if (wrong) return `asked for ${format}, the bytes are ${wrong.mediaType}`;
  const isLink = images.every(({ url }) => url !== undefined);
  if (wish.responseFormat && isLink !== (wish.responseFormat === 'url')) {
    return `asked for ${wish.responseFormat}, answered with ${isLink ? 'links' : 'Base64'}`;
  }
  const dropped = omitted.find((name) => name === 'output_compression' || name === 'outputCompression');
  return wish.outputCompression !== undefined && dropped ? 'output_compression was left out' : undefined;
}

function judgeInput({ wish, surface }: Case, seen: Observation): string | undefined {
  const counted = seen.promptImageTokens ?? 0;
  const wanted = ((wish.references ?? 0) - (wish.left ?? 0)) * tokensPerReference;
  if (surface === 'gateway' && counted < wanted) {
    return `${counted} image tokens were counted for ${wish.references} references`;
  }
  if (wish.left && !seen.omitted.includes('messages')) return 'what was left out is not told';
  const dropped = seen.omitted.find((name) => /search/i.test(name));
  return wish.search && dropped ? `${dropped} was left out` : undefined;
}

function judgeBill(_row: Case, seen: Observation, priceMicros: number): string | undefined {
  const due = priceMicros * seen.images.length;
  const say = (what: string, micros: number | undefined) =>
    `${what} $${micros === undefined ? '?' : microsToUsd(micros)}, due were $${microsToUsd(due)}`;
  if (seen.chargedMicros !== due) return say('the ledger charged', seen.chargedMicros);
  if (seen.headerMicros !== undefined && seen.headerMicros !== due)
    return say('the header says', seen.headerMicros);
  return undefined;
}

function judgeCallback({ callback, requestId }: Observation): string | undefined {
  if (!callback) return 'no callback came';
  if (!callback.headers['webhook-signature']) return 'the callback has no webhook-signature';
  return requestId && callback.body.includes(requestId) ? undefined : 'the callback is not about this task';
}
