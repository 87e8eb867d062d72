import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

const pngStart = Buffer.from('89504e47', 'hex');
const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');
const jpegStart = Buffer.from('ffd8ff', 'hex');
const jpegEnd = Buffer.from('ffd9', 'hex');

/**
 * Whether a finished file still has the end of its picture: IEND of a PNG, EOI of a JPEG after its
 * first scan, all the bytes a WebP announces. Reads head and tail; only when other bytes follow the
 * picture, as phones like to add, is the rest searched. False for other formats. Rejects only with file system errors.
 */
export async function looksComplete(path: string): Promise<boolean> {
  const found = glance(path);
  return typeof found === 'boolean' ? found : contains(path, found.mark, found.from);
}

/** Or what to search for, and from where. A few bytes that were written just now: asking a thread for them takes longer. */
function glance(path: string): boolean | Search {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = readAt(file, 0, 4);
    if (start.equals(pngStart)) return hasEnd(file, { mark: pngEnd, from: 33 }, size);
    if (start.toString('latin1') === 'RIFF') return webpIsWhole(file, size);
    if (!start.subarray(0, 3).equals(jpegStart)) return false;
    const scan = findScan(file, size);
    return scan !== undefined && hasEnd(file, { mark: jpegEnd, from: scan }, size);
  } finally {
    closeSync(file);
  }
}

interface Search {
  readonly mark: Buffer;
  readonly from: number;
}

function webpIsWhole(file: number, size: number): boolean {
  const head = readAt(file, 4, 4);
  return head.length === 4 && head.readUInt32LE(0) + 8 <= size;
}

/**
 * Offset of the first scan of a JPEG, found segment by segment. An EOI in front of it belongs to a
 * thumbnail; in the coded pixels after it 0xFF is never followed by 0xD9.
 */
function findScan(file: number, size: number): number | undefined {
  let at = 2;
  for (let steps = 0; steps < maxSegments && at < size; steps++) {
    const segment = readAt(file, at, 4);
    if (segment.length < 4 || segment[0] !== 0xff) return undefined;
    if (segment[1] === 0xff) {
      at += 1;
      continue;
    }
    at += 2 + segment.readUInt16BE(2);
    if (segment[1] === startOfScan) return at;
  }
  return undefined;
}

const startOfScan = 0xda;
const maxSegments = 1_024;

function hasEnd(file: number, search: Search, size: number): boolean | Search {
  const { mark, from } = search;
  if (from + mark.length > size) return false;
  return readAt(file, size - mark.length, mark.length).equals(mark) || search;
}

async function contains(path: string, mark: Buffer, from: number): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(262_144);
    for (let at = from; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (buffer.subarray(0, bytesRead).includes(mark)) return true;
      if (bytesRead < buffer.length) return false;
      // The mark may lie across two reads.
      at += bytesRead - (mark.length - 1);
    }
  } finally {
    await file.close();
  }
}

function readAt(file: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, at));
}
