import type { Rewriting } from './rewriting.ts';

/** What a rewriting makes of a text that comes in pieces of so many bytes. */
export function rewritten(rewriting: Rewriting, text: string, size: number): string {
  const bytes = Buffer.from(text);
  const came: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // What is answered may lie in what was pushed, which the next read overwrites.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    came.push(Buffer.from(rewriting.push(piece)));
    piece.fill(0);
  }
  return Buffer.concat([...came, rewriting.finish()]).toString();
}

/** In pieces of every size, whose ends fall on every byte. */
export const everySize = (text: string): readonly number[] =>
  Array.from({ length: Buffer.byteLength(text) }, (_, index) => index + 1);
