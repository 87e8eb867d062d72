import { readFile, stat } from 'node:fs/promises';
import type { InlineImage } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';

/** What the gateway takes in one request, before Base64 makes a third more of it. */
const mostBytes = 30 * 1024 * 1024;

export const isUrl = (reference: string): boolean => /^https?:\/\//i.test(reference);

/** The bytes of a picture in a file, for an upload: the gateway makes PNGs of still GIFs. */
export async function readPicture(file: string): Promise<Buffer> {
  const bytes = await readLocal(file);
  if (mediaTypeOf(bytes) || bytes.subarray(0, 4).toString('latin1') === 'GIF8') return bytes;
  throw new Refusal('invalid', `${file} is not a PNG, JPEG, WebP or GIF image.`);
}

/** A picture from a file or a URL, as it is sent along. */
export async function readReference(reference: string): Promise<InlineImage> {
  const bytes = isUrl(reference) ? await download(reference) : await readLocal(reference);
  const mediaType = mediaTypeOf(bytes);
  if (!mediaType) throw new Refusal('invalid', `${reference} is not a PNG, JPEG or WebP image.`);
  return { mediaType, base64: bytes.toString('base64') };
}

async function readLocal(file: string): Promise<Buffer> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Refusal('not_found', `There is no file ${file}.`);
  if (found.size > mostBytes) throw new Refusal('invalid', `${file} is larger than 30 MiB.`);
  return readFile(file);
}

async function download(url: string): Promise<Buffer> {
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok) {
    throw new Refusal('not_found', `${url} ${answer ? `answers ${answer.status}` : 'does not answer'}.`);
  }
  if (Number(answer.headers.get('content-length')) > mostBytes) {
    throw new Refusal('invalid', `${url} is larger than 30 MiB.`);
  }
  return Buffer.from(await answer.arrayBuffer());
}

function mediaTypeOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 4).toString('latin1') === '\x89PNG') return 'image/png';
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  return undefined;
}
