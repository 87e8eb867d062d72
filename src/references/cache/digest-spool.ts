import { createHash, type Hash } from 'node:crypto';
import type { Spool } from '../../lib/spool/spool.ts';

/** A spool that knows the SHA-256 of what was written to it. */
export class DigestSpool implements Spool {
  private readonly spool: Spool;
  private readonly hash: Hash = createHash('sha256');

  constructor(spool: Spool) {
    this.spool = spool;
  }

  get path(): string {
    return this.spool.path;
  }

  get sizeBytes(): number {
    return this.spool.sizeBytes;
  }

  /** Hex. Once, after the last write. */
  digest(): string {
    return this.hash.digest('hex');
  }

  write(buffer: Uint8Array, start: number, end: number): void {
    this.hash.update(buffer.subarray(start, end));
    this.spool.write(buffer, start, end);
  }

  close(): void {
    this.spool.close();
  }

  sync(): Promise<void> {
    return this.spool.sync();
  }

  discard(): void {
    this.spool.discard();
  }
}
