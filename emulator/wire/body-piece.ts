import type { Picture } from '../pictures/picture.ts';

/** A picture standing as base64 inside a JSON string. */
export interface PictureText {
  readonly picture: Picture;
  readonly escaped: boolean;
}

/** A body is a row of texts and pictures; nothing the size of a picture is put together in memory. */
export type BodyPiece = string | PictureText;

/** The length of the body in bytes, or undefined when escapes make it unknown. */
export function bodyLength(pieces: readonly BodyPiece[]): number | undefined {
  let length = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') length += Buffer.byteLength(piece);
    else if (piece.escaped) return undefined;
    else length += piece.picture.base64Length;
  }
  return length;
}

/** The body as bytes, at most 64 KB at a time. */
export function* bodyChunks(pieces: readonly BodyPiece[]): Generator<Buffer> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield Buffer.from(piece);
    else if (!piece.escaped) yield* piece.picture.base64();
    else for (const chunk of piece.picture.base64()) yield escapeBase64(chunk);
  }
}

function escapeBase64(chunk: Buffer): Buffer {
  const text = chunk.toString('latin1');
  return Buffer.from(
    text.replaceAll('/', '\\/').replaceAll('+', '\\u002b').replaceAll('A', '\\u0041'),
    'latin1',
  );
}
