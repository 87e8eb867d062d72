import { type FileHandle, open } from 'node:fs/promises';

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
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = await readAt(file, 0, 4);
    if (start.equals(pngStart)) return await hasEnd(file, pngEnd, 33, size);
    if (start.toString('latin1') === 'RIFF') return await webpIsWhole(file, size);
    if (!start.subarray(0, 3).equals(jpegStart)) return false;
    const scan = await findScan(file, size);
    return scan !== undefined && (await hasEnd(file, jpegEnd, scan, size));
  } finally {
    await file.close();
  }
}

async function webpIsWhole(file: FileHandle, size: number): Promise<boolean> {
  const head = await readAt(file, 4, 4);
  return head.length === 4 && head.readUInt32LE(0) + 8 <= size;
}

/**
 * Offset of the first scan of a JPEG, found segment by segment. An EOI in front of it belongs to a
 * thumbnail; in the coded pixels after it 0xFF is never followed by 0xD9.
 */
async function findScan(file: FileHandle, size: number): Promise<number | undefined> {
  let at = 2;
  for (let steps = 0; steps < maxSegments && at < size; steps++) {
    const segment = await readAt(file, at, 4);
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

async function hasEnd(file: FileHandle, mark: Buffer, from: number, size: number): Promise<boolean> {
  if (from + mark.length > size) return false;
  const tail = await readAt(file, size - mark.length, mark.length);
  return tail.equals(mark) || (await contains(file, mark, from));
}

async function contains(file: FileHandle, mark: Buffer, from: number): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(262_144);
  for (let at = from; ; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (buffer.subarray(0, bytesRead).includes(mark)) return true;
    if (bytesRead < buffer.length) return false;
    // The mark may lie across two reads.
    at += bytesRead - (mark.length - 1);
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}
