/**
 * What a server may call an image. The bytes alone decide what it is; the name only tells apart a host
 * that serves files from one that serves pages, error texts or scripts.
 *
 * | declared \ bytes                              | PNG, JPEG, WebP    | other image | HTML, SVG, JSON, junk |
 * |-----------------------------------------------|--------------------|-------------|-----------------------|
 * | `image/…` (any, also a wrong one)             | taken as the bytes | rejected    | rejected              |
 * | none, `application/octet-stream`, `binary/…`  | taken as the bytes | rejected    | rejected              |
 * | anything else (`text/html`, `video/mp4`, …)   | rejected           | rejected    | rejected              |
 * | several types, or no well-formed type         | rejected           | rejected    | rejected              |
 *
 * The last two rows are refused at the header, before a byte of the body is taken (reliability S-190…195).
 */
export function mayBeImage(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType.trim() === '') return true;
  const type = wellFormed.exec(contentType.trim())?.[1]?.toLowerCase();
  return type !== undefined && (type.startsWith('image/') || binaryTypes.has(type));
}

const binaryTypes = new Set(['application/octet-stream', 'binary/octet-stream']);

/** One media type with parameters (RFC 9110 §8.3.1). A comma means that two headers were joined. */
const wellFormed =
  /^([\w!#$&^.+-]+\/[\w!#$&^.+-]+)(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\]*"))*\s*;?$/;
