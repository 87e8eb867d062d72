import type { Receipt } from '../../generation/receipt.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Random } from '../../lib/ids.ts';
import type { Outbound } from '../../lib/outbound.ts';
import { SealError, type Sealer } from '../../lib/seal.ts';
import type { TraceHeaders } from '../../lib/tracing/trace-headers.ts';
import type { Store } from '../../store/store.ts';
import { inCallbackSpan } from './callback-span.ts';
import type { ClaimedEvent } from './claim-events.ts';
import type { AttemptResult } from './judge-attempt.ts';
import { type EventPost, postEvent } from './post-event.ts';
import { readDelivery } from './read-delivery.ts';
import { openSecrets, sealSecret } from './sealed-secrets.ts';
import { ensureSecrets } from './secrets.ts';
import { sign } from './sign.ts';
import { newSecret } from './signing-secret.ts';
import { type CallbackBody, writeBody } from './write-body.ts';

export interface DeliverParts {
  readonly store: Store;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly randomBytes: Random;
  /** Opens the signing secrets. */
  readonly sealer: Sealer;
  /** The status body of a finished task in the words of its protocol; undefined when that has none. */
  readonly writeStatus: (receipt: Receipt) => unknown;
  /** A payload that was kept, as it is sent now. */
  readonly writeNews: (payload: string) => string;
  /** Longest an attempt may take. */
  readonly totalMs: number;
}

/** Makes one attempt to deliver an event. Rejects only for faults of the store. */
export async function deliver(
  parts: DeliverParts,
  event: ClaimedEvent,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const startedAtMs = parts.clock.now();
  const { post, above } = await prepare(parts, event, startedAtMs);
  if (post instanceof SealError) {
    // Another process may have the key, and an operator can bring it back: a failed attempt like any other.
    return { startedAtMs, durationMs: 0, error: `the signing secret cannot be opened: ${post.message}` };
  }
  if (!post) {
    const error = 'the generation is gone, or its protocol writes no callbacks';
    return { startedAtMs, durationMs: 0, error, isHopeless: true };
  }
  const send = () => postEvent(parts.outbound, { totalMs: parts.totalMs, signal, ...post });
  const answer = await inCallbackSpan(event, above, send);
  return { startedAtMs, durationMs: Math.max(0, parts.clock.now() - startedAtMs), ...answer };
}

interface Prepared {
  readonly post: Pick<EventPost, 'url' | 'headers' | 'body'> | SealError | undefined;
  /** Where the trace of the generation goes on. */
  readonly above: TraceHeaders | undefined;
}

async function prepare(
  { store, randomBytes, sealer, writeStatus, writeNews }: DeliverParts,
  event: ClaimedEvent,
  nowMs: number,
): Promise<Prepared> {
  const { id, generationId, accountId, mode, url, payload } = event;
  const { receipt, secrets: known } = await store.read(readDelivery, {
    id: generationId,
    accountId,
    mode,
    nowMs,
  });
  const news = payload === undefined ? undefined : writeNews(payload);
  const body = bodyOf(news, receipt, writeStatus);
  const above = receipt?.request.trace;
  if (!body) return { post: undefined, above };
  const candidate = sealSecret(sealer, accountId, newSecret(randomBytes));
  const stored = known.length > 0 ? known : await store.write(ensureSecrets, { accountId, nowMs, candidate });
  const secrets = opened(sealer, accountId, stored);
  if (secrets instanceof SealError) return { post: secrets, above };
  const { bytes, isShortened } = body;
  const signed = sign({ id, timestampSeconds: Math.floor(nowMs / 1_000), body: bytes }, secrets);
  const headers = isShortened ? { ...signed, 'x-plantain-shortened': 'true' } : signed;
  return { post: { url, body: bytes, headers }, above };
}

function bodyOf(
  payload: string | undefined,
  receipt: Receipt | undefined,
  writeStatus: DeliverParts['writeStatus'],
): CallbackBody | undefined {
  if (payload !== undefined) return { bytes: Buffer.from(payload), isShortened: false };
  return receipt && writeStatus(receipt) !== undefined ? writeBody(receipt, writeStatus) : undefined;
}

function opened(sealer: Sealer, accountId: string, stored: readonly string[]): string[] | SealError {
  try {
    return openSecrets(sealer, accountId, stored);
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
}
