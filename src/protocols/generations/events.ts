import type { UrlOf } from '../../generation/artifact-links.ts';
import { Failure } from '../../generation/failure.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';
import { writeReceipt } from './receipt.ts';

/** As long as a task may live. */
const longestMs = 16 * 60_000;

/**
 * `GET /v1/generations/{id}/events`: one `generation` event now and one after every change, the last one when
 * it has ended. Comments keep the connection alive.
 */
export async function watchGeneration(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  if (!(await input.lookUp(id))) throw new Failure('not_found', { message: 'There is no such generation.' });
  const follow = input.watch();
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    body: [{ live: events(follow(id, longestMs), input.urlOf) }],
  };
}

async function* events(receipts: AsyncIterable<Receipt | undefined>, urlOf: UrlOf): AsyncGenerator<string> {
  for await (const receipt of receipts) {
    if (!receipt) yield ': still here\n\n';
    else yield `event: generation\ndata: ${JSON.stringify(writeReceipt(receipt, urlOf))}\n\n`;
  }
}
