import { closeSync, constants, existsSync, fdatasync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { failpoint } from '../failpoint.ts';
import { LentBuffers } from '../lent-buffers.ts';

/** A temporary file that takes bytes as they arrive. Every method but `sync` is synchronous. */
export interface Spool {
  readonly path: string;
  /** Bytes accepted so far, written or not. */
  readonly sizeBytes: number;
  /** Copies or writes the range before it returns. Throws `SpoolFailure`; the spool is then only good for `discard`. */
  write(buffer: Uint8Array, start: number, end: number): void;
  /** Writes what is pending and closes the file; its size is then `sizeBytes`. Throws `SpoolFailure`. */
  close(): void;
  /** Waits until the bytes are on the disk, off the event loop. Before `close` only. */
  sync(): Promise<void>;
  /** Closes and removes the file, also after `close`. Never throws; a second call does nothing. */
  discard(): void;
}

export interface SpoolOptions {
  /** Bytes the file may hold; more is a `SpoolFailure` with code `too_large`. Default: no limit. */
  readonly limitBytes?: number;
}

/** `code`: `too_large`, `closed`, or `io` with the system's error as `cause`. */
export class SpoolFailure extends Error {
  readonly code: 'too_large' | 'closed' | 'io';

  constructor(code: SpoolFailure['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SpoolFailure';
    this.code = code;
  }
}

/** Ending of every spool file, so that a sweep touches nothing else. */
export const spoolSuffix = '.spool';

/** Creates `<folder>/<name>.spool` (mode 0600). Throws `SpoolFailure` when it exists or the folder does not. */
export function createSpool(folder: string, name: string, options: SpoolOptions = {}): Spool {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new RangeError(`"${name}" is not a plain file name`);
  return new FileSpool(path.join(folder, name + spoolSuffix), options.limitBytes ?? Number.MAX_SAFE_INTEGER);
}

/** Every writeSync is a system call of some 3 microseconds beside the copy; from 48 KB on that no longer shows. */
const smallestWrite = 48 * 1024;
const pendingBytes = 64 * 1024;
const firstBytes = 4 * 1024;
/** In a burst a thousand files are open at once: beyond these, small pieces are written as they come. */
const mostPending = 32;
let pendingInUse = 0;
const lentBuffers = new LentBuffers(pendingBytes, mostPending);
const syncFile = promisify(fdatasync);

class FileSpool implements Spool {
  readonly path: string;
  sizeBytes = 0;
  private readonly limitBytes: number;
  private fd: number;
  private removed = false;
  private pending: Buffer | undefined;
  private pendingSize = 0;

  constructor(file: string, limitBytes: number) {
    this.path = file;
    this.limitBytes = limitBytes;
    const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
    this.fd = guarded('cannot create', () => openSync(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600));
  }

  write(buffer: Uint8Array, start: number, end: number): void {
    if (this.fd < 0) throw new SpoolFailure('closed', 'the spool is closed');
    const size = end - start;
    if (this.sizeBytes + size > this.limitBytes) {
      throw new SpoolFailure('too_large', `more than ${this.limitBytes} bytes`);
    }
    this.sizeBytes += size;
    if (this.pendingSize + size <= pendingBytes && size < smallestWrite) {
      this.hold(buffer, start, end);
      if (this.pendingSize >= smallestWrite) this.flush();
      return;
    }
    this.flush();
    this.put(buffer, start, end);
  }

  close(): void {
    if (this.fd < 0) return;
    this.flush();
    const { fd } = this;
    this.fd = -1;
    guarded('cannot close', () => closeSync(fd));
  }

  async sync(): Promise<void> {
    if (this.fd < 0) throw new SpoolFailure('closed', 'the spool is closed');
    this.flush();
    await syncFile(this.fd).catch((cause: unknown) => {
      throw new SpoolFailure('io', 'cannot sync', cause);
    });
  }

  discard(): void {
    this.release();
    if (this.fd >= 0) {
      const { fd } = this;
      this.fd = -1;
      quietly(() => closeSync(fd));
    }
    if (this.removed) return;
    this.removed = true;
    // Most were moved away, and an error costs more than looking.
    if (existsSync(this.path)) quietly(() => unlinkSync(this.path));
  }

  private hold(buffer: Uint8Array, start: number, end: number): void {
    const needed = this.pendingSize + end - start;
    if (needed > firstBytes && this.pending?.length !== pendingBytes && pendingInUse >= mostPending) {
      this.flush();
      this.put(buffer, start, end);
      return;
    }
    if (!this.pending || needed > this.pending.length) this.enlarge(needed);
    this.pending!.set(buffer.subarray(start, end), this.pendingSize);
    this.pendingSize = needed;
  }

  /** A body that waits for its turn has sent a few KB already, and a thousand may wait: those get little. */
  private enlarge(needed: number): void {
    const earlier = this.pending;
    if (needed > firstBytes) pendingInUse += 1;
    this.pending = needed <= firstBytes ? Buffer.allocUnsafeSlow(firstBytes) : lentBuffers.take();
    if (earlier) this.pending.set(earlier.subarray(0, this.pendingSize));
  }

  private flush(): void {
    if (!this.pending) return;
    this.put(this.pending, 0, this.pendingSize);
    this.release();
  }

  private put(buffer: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const from = at;
      at += guarded('cannot write', () => writeSync(this.fd, buffer, from, end - from));
      failpoint('spool-half');
    }
  }

  private release(): void {
    if (this.pending?.length === pendingBytes) {
      pendingInUse -= 1;
      lentBuffers.giveBack(this.pending);
    }
    this.pending = undefined;
    this.pendingSize = 0;
  }
}

function guarded<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new SpoolFailure('io', what, cause);
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The sweep removes what could not be removed here.
  }
}
