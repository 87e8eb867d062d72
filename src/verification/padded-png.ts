import { crc32, deflateSync } from 'node:zlib';

const sliceBytes = 65_536;
const zeros = Buffer.alloc(sliceBytes);
const chunkFrameBytes = 12;

/**
 * A grey PNG of exactly so many bytes, in pieces of 64 KiB at most: a private chunk of zeros fills it up. `sizeBytes`
 * of at least 1,000.
 */
export function* paddedPng(sizeBytes: number, side = 256): Generator<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(8, 8);
  const pixels = deflateSync(Buffer.alloc(side * (side + 1)));
  const start = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
  ]);
  const end = chunk('IEND', Buffer.alloc(0));
  yield start;
  yield* padding(sizeBytes - start.length - end.length - chunkFrameBytes);
  yield end;
}

function* padding(lengthBytes: number): Generator<Buffer> {
  const type = Buffer.from('prVt', 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(lengthBytes);
  yield Buffer.concat([length, type]);
  let check = crc32(type);
  for (let left = lengthBytes; left > 0; left -= sliceBytes) {
    const slice = zeros.subarray(0, Math.min(left, sliceBytes));
    check = crc32(slice, check);
    yield slice;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(check);
  yield sum;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
