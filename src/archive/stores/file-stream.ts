import type { FileHandle } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { LentBuffers } from '../../lib/lent-buffers.ts';
import { QuickReader } from '../../lib/quick-reader.ts';

/** Read at once: less asks too often, and what was read waits for whoever is slow. */
const readBytes = 96 * 1024;

const lentBuffers = new LentBuffers(readBytes, 16);

/** The bytes from `start` up to `end`, which is included; a file that ends before is an error. Closes the file. */
export class FileStream extends Readable {
  private readonly file: FileHandle;
  private readonly reader: QuickReader;
  private at: number;
  private readonly stop: number;

  constructor(file: FileHandle, { start, end }: { start: number; end: number }) {
    super({ highWaterMark: readBytes });
    this.file = file;
    this.reader = new QuickReader(file);
    this.at = start;
    this.stop = end + 1;
  }

  override _read(): void {
    const size = Math.min(readBytes, this.stop - this.at);
    if (size === 0) {
      this.push(null);
      return;
    }
    const buffer = Buffer.allocUnsafeSlow(size);
    this.readInto(buffer).then(
      (count) => this.push(count < size ? buffer.subarray(0, count) : buffer),
      (error: Error) => this.destroy(error),
    );
  }

  /**
   * Through buffers that are used again. V8 counts every new one, and marks all that lives whenever they have come to
   * some tens of megabytes: uploads of 200 MB/s had it do so ten times a second, for a third of their CPU.
   */
  override pipe<Target extends NodeJS.WritableStream>(target: Target, { end = true } = {}): Target {
    this.pour(target as unknown as Writable, end).catch((error: Error) => this.destroy(error));
    return target;
  }

  private async pour(target: Writable, isEnded: boolean): Promise<void> {
    const buffer = lentBuffers.take();
    try {
      while (this.at < this.stop) {
        const count = await this.readInto(buffer);
        // Whoever owns the two hears of their ends, and closes this one.
        if (this.destroyed || target.destroyed || target.writableEnded) return;
        if (!(await isWritten(target, buffer.subarray(0, count)))) return;
      }
    } finally {
      lentBuffers.giveBack(buffer);
    }
    if (isEnded) target.end();
    this.push(null);
    this.resume();
  }

  private async readInto(buffer: Buffer): Promise<number> {
    const size = Math.min(buffer.length, this.stop - this.at);
    const count = await this.reader.read(buffer, 0, size, this.at);
    if (count === 0) throw new Error(`the file ended at ${this.at}, not at ${this.stop}`);
    this.at += count;
    return count;
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.file.close().then(
      () => callback(error),
      (failure: Error) => callback(error ?? failure),
    );
  }
}

/** Settled once nobody reads the bytes any more; false when they were not taken. */
function isWritten(target: Writable, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => target.write(bytes, (error) => resolve(!error)));
}
