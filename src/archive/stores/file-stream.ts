import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { QuickReader } from '../../lib/quick-reader.ts';

/** Read at once: less asks too often, and what was read waits for whoever is slow. */
const readBytes = 96 * 1024;

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
    this.reader.read(buffer, 0, size, this.at).then(
      (count) => {
        if (count === 0) {
          this.destroy(new Error(`the file ended at ${this.at}, not at ${this.stop}`));
          return;
        }
        this.at += count;
        this.push(count < size ? buffer.subarray(0, count) : buffer);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.file.close().then(
      () => callback(error),
      (failure: Error) => callback(error ?? failure),
    );
  }
}
