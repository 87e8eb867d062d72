import type { IncomingMessage } from 'node:http';
import { Failure } from '../generation/failure.ts';
import type { NativeSpool } from '../generation/request.ts';
import type { ScannedBody } from '../generation/route-input.ts';
import { ByteOrderMark } from '../lib/json-scan/byte-order-mark.ts';
import { type Capture, type CaptureRule, type CaptureSink, JsonScanner } from '../lib/json-scan/json-scan.ts';
import { ScanFailure } from '../lib/json-scan/scan-failure.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';
import { checkJson, UnsafeJson } from '../lib/strict-json/check-json.ts';
import { allOf, chunksOf } from './body-chunks.ts';
import { type BodyShare, checkDeclaredLength, tooLarge } from './body-limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * The whole body as JSON. Meant for small bodies; `limitBytes` is refused as soon as it is passed. `empty` is what no
 * body at all stands for; without it that is no JSON.
 */
export async function readJson(
  message: IncomingMessage,
  limitBytes: number,
  share?: BodyShare,
  empty?: object,
): Promise<unknown> {
  checkMediaType(message);
  checkDeclaredLength(message, limitBytes);
  const bytes = await allOf(message, limitBytes, share);
  if (empty && bytes.length === 0) return empty;
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    checkJson(text);
    return value;
  } catch (error) {
    throw error instanceof UnsafeJson ? unsafe(error) : notJson(error);
  }
}

/** The body's JSON, with the strings that match a rule written to temporary files as they arrive. */
export async function readScanned(
  message: IncomingMessage,
  rules: readonly CaptureRule[],
  limitBytes: number,
  spools: SpoolRoom,
  share: BodyShare,
): Promise<ScannedBody> {
  checkMediaType(message);
  checkDeclaredLength(message, limitBytes);
  const found: NativeSpool[] = [];
  let current: Spool | undefined;
  const sink: CaptureSink = {
    begin: () => {
      current = spools.open();
    },
    bytes(buffer, start, end) {
      share.disk(end - start);
      current?.write(buffer, start, end);
    },
    end: (capture: Capture) => {
      current?.close();
      const { path, sizeBytes } = current as Spool;
      found.push({ placeholder: capture.placeholder, key: capture.rule.key, path, sizeBytes });
    },
  };
  const scanner = new JsonScanner(rules, sink, { inspect: checkJson });
  const mark = new ByteOrderMark();
  let sizeBytes = 0;
  let heldBytes = 0;
  try {
    for await (const chunk of chunksOf(message, limitBytes, share)) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      scanner.push(chunk, mark.after(chunk, 0, chunk.length));
      // What turns out to be long is taken out again; it was held all the same.
      const grownBytes = Math.max(0, scanner.keptBytes - heldBytes);
      share.memory(grownBytes);
      heldBytes += grownBytes;
    }
    mark.finish();
    return { skeleton: scanner.finish().value, spools: found };
  } catch (error) {
    if (error instanceof ScanFailure && error.code === 'too_large') throw tooMuch(error);
    if (error instanceof UnsafeJson) throw unsafe(error);
    throw error instanceof ScanFailure ? notJson(error) : error;
  }
}

/** Temporary files of one request. */
export interface SpoolRoom {
  open(): Spool;
  /** Puts `clear` off until the work is over: it may outlive the answer, and reads the files. */
  keepFor(work: Promise<unknown>): void;
  /** Removes them all. */
  clear(): void;
}

export function createSpoolRoom(folder: string, requestId: string): SpoolRoom {
  const spools: Spool[] = [];
  let user: Promise<unknown> | undefined;
  const removeAll = () => {
    for (const spool of spools) spool.discard();
  };
  return {
    open() {
      const spool = createSpool(folder, `${requestId}-in-${spools.length + 1}`);
      spools.push(spool);
      return spool;
    },
    keepFor(work) {
      user = work;
    },
    clear() {
      if (user && spools.length > 0) user.then(removeAll, removeAll);
      else removeAll();
    },
  };
}

/** A missing type is taken for JSON: curl users forget it, and only JSON is understood anyway. */
function checkMediaType(message: IncomingMessage): void {
  const type = message.headers['content-type'];
  if (type === undefined || /^application\/(?:[\w.+-]+\+)?json\b|^text\/plain\b/i.test(type)) return;
  // curl -d without a header says this.
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return;
  throw new Failure('unsupported_media_type');
}

/** Within the limit of its size, but not of what is held in memory of it; the message says which limit. */
const tooMuch = (error: ScanFailure) =>
  new Failure('payload_too_large', {
    message: `Request payload is too large: ${error.message}.`,
    cause: error,
  });

const unsafe = (error: UnsafeJson) =>
  new Failure('invalid_request', {
    message: `The request body ${error.message}${error.key === undefined ? '' : `: ${JSON.stringify(error.key.toWellFormed())}`}.`,
    ...(error.key === undefined ? {} : { param: error.key.toWellFormed() }),
    cause: error,
  });

const notJson = (error: unknown) =>
  new Failure('invalid_request', {
    message:
      error instanceof ScanFailure && error.code === 'invalid_base64'
        ? 'The request body holds data that is not valid Base64.'
        : 'The request body is not valid JSON.',
    internal: (error as Error).message,
    cause: error,
  });
