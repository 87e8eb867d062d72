/** Changes the bytes of an answer on their way, as they arrive. */
export interface Rewriting {
  /** What goes on of the next bytes; like them, it is valid during the call only. */
  push(bytes: Buffer): Buffer;
  /** What goes on after the last bytes. */
  finish(): Buffer;
}

/** What one call of a rewriting gives. */
export class Pieces {
  private list: Buffer[] = [];

  add(piece: Buffer | string): void {
    if (piece.length > 0) this.list.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
  }

  /** `unchanged`: what they are together, where nothing was changed: then they need not be put together. */
  take(unchanged?: Buffer): Buffer {
    const [first, ...more] = this.list;
    this.list = [];
    if (unchanged) return unchanged;
    return first && more.length === 0 ? first : Buffer.concat(first ? [first, ...more] : []);
  }
}

/** One rewriting after another. */
export function inTurn(rewritings: readonly Rewriting[]): Rewriting {
  return {
    push: (bytes) => rewritings.reduce((rest, rewriting) => rewriting.push(rest), bytes),
    finish: () =>
      rewritings.reduce(
        (rest, rewriting) => Buffer.concat([rewriting.push(rest), rewriting.finish()]),
        Buffer.alloc(0),
      ),
  };
}
