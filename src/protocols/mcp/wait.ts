import type { Follow } from '../../generation/engine.ts';
import { progressOf } from '../../generation/progress.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';
import { beginFlight } from './flights.ts';
import { jsonParts, rpcResultParts, type ToolCall } from './json-rpc.ts';
import { generationResult, type ToolPart } from './results.ts';

/**
 * Answers when the generation has ended or the time is over. Clients give up after 60 s unless progress
 * arrives (clients.md §4.4), so it is reported at every change and every few seconds to those that asked for it.
 */
export async function waitForEnd(
  input: RouteInput,
  call: ToolCall,
  receipt: Receipt,
  waiting: Waiting,
): Promise<WireAnswer> {
  const following = untilEnd(input, call, receipt, waiting);
  if (!(input.headers.accept ?? '').includes('text/event-stream')) {
    let step = await following.next();
    while (!step.done) step = await following.next();
    return jsonParts(rpcResultParts(call.id, generationResult(step.value.receipt, input).parts));
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    body: [{ live: events(input, call, following) }],
  };
}

async function* events(
  input: RouteInput,
  call: ToolCall,
  following: AsyncGenerator<string, Followed>,
): AsyncGenerator<ToolPart> {
  const { receipt, cancelled } = yield* following;
  // Whoever cancelled does not listen any more.
  if (cancelled) return;
  yield 'event: message\ndata: ';
  yield* rpcResultParts(call.id, generationResult(receipt, input).parts) as ToolPart[];
  yield '\n\n';
}

export interface Waiting {
  readonly follow: Follow;
  readonly wait_seconds: number;
}

interface Followed {
  readonly receipt: Receipt;
  /** The client took the call back. */
  readonly cancelled: boolean;
}

/**
 * Yields events until the end, and returns how the generation stands then. The flight begins with the first step:
 * of an answer whose client has gone before it begins, no step is ever asked for, and nothing would end it.
 */
async function* untilEnd(
  input: RouteInput,
  call: ToolCall,
  first: Receipt,
  { follow, wait_seconds }: Waiting,
): AsyncGenerator<string, Followed> {
  const { flight, end } = beginFlight(input, call.id, first.id);
  let receipt = first;
  let progress = 0;
  try {
    if (receipt.finishedAtMs === undefined) {
      for await (const seen of follow(receipt.id, wait_seconds * 1000)) {
        receipt = seen ?? receipt;
        if (receipt.finishedAtMs !== undefined) break;
        progress += 1;
        yield progressEvent(call.progressToken, progress, messageOf(receipt));
      }
    }
    return { receipt, cancelled: flight.cancelled };
  } finally {
    end();
  }
}

function messageOf(receipt: Receipt): string {
  const { stage, references, attempts, images } = progressOf(receipt);
  const what = {
    queued: 'queued',
    references: `reference ${references.done} of ${references.total} is there`,
    upstream: `the image model is at work (try ${Math.max(1, attempts)}, ${images.done} of ${images.total} images are there)`,
    archiving: `image ${images.done} of ${images.total} is there`,
    ended: 'ended',
  };
  return `${receipt.id}: ${what[stage]}`;
}

function progressEvent(
  progressToken: string | number | undefined,
  progress: number,
  message: string,
): string {
  if (progressToken === undefined) return ': still here\n\n';
  const params = { progressToken, progress, message };
  const notification = { jsonrpc: '2.0', method: 'notifications/progress', params };
  return `event: message\ndata: ${JSON.stringify(notification)}\n\n`;
}
