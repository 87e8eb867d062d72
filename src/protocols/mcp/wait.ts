import type { RouteInput, WireAnswer } from '../../generation/protocol.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { beginFlight, type Flight } from './flights.ts';
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
  waitSeconds: number,
): Promise<WireAnswer> {
  const { flight, end } = beginFlight(input, call.id, receipt.id);
  const following = follow(input, call, receipt, waitSeconds * 1000);
  if (!(input.headers.accept ?? '').includes('text/event-stream')) {
    try {
      let step = await following.next();
      while (!step.done) step = await following.next();
      return jsonParts(rpcResultParts(call.id, generationResult(step.value, input.publicUrl).parts));
    } finally {
      end();
    }
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
    body: [{ live: events(input, call, following, flight, end) }],
  };
}

async function* events(
  input: RouteInput,
  call: ToolCall,
  following: AsyncGenerator<string, Receipt>,
  flight: Flight,
  end: () => void,
): AsyncGenerator<ToolPart> {
  try {
    const receipt = yield* following;
    // Whoever cancelled does not listen any more.
    if (flight.cancelled) return;
    yield 'event: message\ndata: ';
    yield* rpcResultParts(call.id, generationResult(receipt, input.publicUrl).parts) as ToolPart[];
    yield '\n\n';
  } finally {
    end();
  }
}

/** Yields events until the end, and returns how the generation stands then. */
async function* follow(
  input: RouteInput,
  call: ToolCall,
  first: Receipt,
  limitMs: number,
): AsyncGenerator<string, Receipt> {
  let receipt = first;
  let progress = 0;
  if (receipt.finishedAtMs !== undefined) return receipt;
  for await (const seen of input.watch(receipt.id, limitMs)) {
    receipt = seen ?? receipt;
    if (receipt.finishedAtMs !== undefined) break;
    progress += 1;
    yield progressEvent(call.progressToken, progress, messageOf(receipt));
  }
  return receipt;
}

const messageOf = ({ id, state, dispatched }: Receipt): string =>
  dispatched ? `${id}: the image model is at work` : `${id}: ${state}`;

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
