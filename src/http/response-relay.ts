import type { ServerResponse } from 'node:http';
import { Failure } from '../generation/failure.ts';
import { omittedHeader } from '../generation/omitted-header.ts';
import type { Relay } from '../generation/provider.ts';
import { failpoint } from '../lib/failpoint.ts';
import { readMaxBytes } from '../lib/http-client/connection.ts';
import { LentBuffers } from '../lib/lent-buffers.ts';
import { isPassedOn } from './passed-on.ts';
import type { ReplayRecording } from './replay-recording.ts';
import { unbuffered } from './unbuffered.ts';

/** Bytes held before the first byte of an image: text and thoughts. More is no image answer. */
const heldLimitBytes = 8 * 1024 * 1024;

/**
 * Bytes kept back until the generation is settled: a client that has the whole answer can rely on the picture
 * being archived and the charge being final.
 */
const tailBytes = 32;

/** What one read of an upstream brings at most, and the tail before it. */
const lentBytes = readMaxBytes + tailBytes;
const smallestLent = 16 * 1024;
const lentBuffers = new LentBuffers(lentBytes, 16);

/** Passes an upstream's body on to a client, from the moment the provider commits to it. */
export interface ResponseRelay extends Relay {
  /** The held answer, when nothing was committed and the upstream answered at all. */
  held(): { status: number; headers: Record<string, string>; body: Buffer } | undefined;
  /** Whether what was committed tells a failure to its end, in the upstream's own words. */
  isAnsweredBy(failure: Failure): boolean;
  /** Ends a committed answer; commits a held one first. */
  finish(): void;
  /** Ends a committed answer so that the client cannot take it for whole. */
  abort(): void;
}

export function createResponseRelay(
  response: ServerResponse,
  /** What the route promises; what the upstream calls its bytes could make a page of them on our own origin. */
  mediaType: string,
  ownHeaders: () => Readonly<Record<string, string>>,
  /** Receives what is passed on, from the first byte of the answer. */
  recording?: ReplayRecording,
): ResponseRelay {
  let status = 0;
  let headers: Record<string, string> = {};
  let held: Buffer[] = [];
  let heldBytes = 0;
  let committed = false;
  let tail = Buffer.alloc(0);
  let announced: Record<string, string> = {};

  /** Sends all but the last few bytes of what came so far. */
  const pass = (buffer: Buffer, start: number, end: number): boolean => {
    const size = tail.length + end - start;
    const lent = size > smallestLent && size <= lentBytes ? lentBuffers.take() : undefined;
    const bytes = lent ?? Buffer.allocUnsafe(size);
    tail.copy(bytes, 0);
    // The buffer is shared by all transfers, so what stays must be copied.
    buffer.copy(bytes, tail.length, start, end);
    const kept = Math.min(size, tailBytes);
    tail = Buffer.from(bytes.subarray(size - kept, size));
    const wantsMore =
      response.destroyed ||
      size === kept ||
      response.write(bytes.subarray(0, size - kept), () => lent && lentBuffers.giveBack(lent));
    failpoint('relay-half');
    return wantsMore;
  };

  const relay: ResponseRelay = {
    get committed() {
      return committed;
    },
    announce(channel, omitted) {
      announced = { 'x-plantain-channel': channel, ...omittedHeader(omitted) };
    },
    begin(newStatus, upstreamHeaders) {
      status = newStatus;
      const length = upstreamHeaders['content-length'];
      headers = { 'content-type': mediaType, ...(length === undefined ? {} : { 'content-length': length }) };
      held = [];
      heldBytes = 0;
    },
    write(buffer, start, end) {
      if (committed) {
        recording?.write(buffer, start, end);
        return pass(buffer, start, end);
      }
      const bytes = Buffer.from(buffer.subarray(start, end));
      heldBytes += bytes.length;
      if (heldBytes > heldLimitBytes) {
        throw new Failure('upstream_truncated', { internal: 'more than 8 MiB before the first image' });
      }
      held.push(bytes);
      return true;
    },
    commit() {
      if (committed) return;
      committed = true;
      if (!response.destroyed)
        response.writeHead(
          status,
          Object.assign({}, headers, unbuffered(mediaType), ownHeaders(), announced),
        );
      for (const bytes of held) {
        recording?.write(bytes, 0, bytes.length);
        pass(bytes, 0, bytes.length);
      }
      held = [];
    },
    onDrain(resume) {
      if (response.destroyed) resume();
      else {
        const done = () => {
          response.off('drain', done).off('close', done);
          resume();
        };
        response.on('drain', done).on('close', done);
      }
    },
    async keepAnswer(failure) {
      if (!recording) return;
      const held = failure && relay.held();
      if (failure && !((held || committed) && isPassedOn(status, failure))) {
        await recording.drop();
        return;
      }
      if (held) recording.write(held.body, 0, held.body.length);
      else relay.commit();
      await recording.keep();
    },
    isAnsweredBy: (failure) => committed && (failure.isTold || isPassedOn(status, failure)),
    held: () => (committed || status === 0 ? undefined : { status, headers, body: Buffer.concat(held) }),
    finish() {
      relay.commit();
      response.end(tail);
    },
    abort: () => void response.destroy(),
  };
  return relay;
}
