import { crc32, deflateSync, gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Chance } from '../../src/lib/egress/chance.test.kit.ts';

/** What the gateway has to make of it; `either` where damage may fall on what nobody reads. */
export type Expected = 'taken' | 'refused' | 'either';

export interface HostileImage {
  readonly name: string;
  readonly bytes: Buffer;
  readonly asReference: Expected;
  /** Sent by an upstream and delivered as it is. */
  readonly asResult: Expected;
  /** Sent by an upstream and written anew in another format. */
  readonly converted: Expected;
}

/** Whole pictures of every kind the three formats have. */
async function makeSeeds(): Promise<Map<string, Buffer>> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const picture = (channels: 3 | 4 = 3): Sharp =>
    sharp({ create: { width: 17, height: 11, channels, background: { r: 9, g: 90, b: 200, alpha: 0.5 } } });
  const grain = sharp({ create: { width: 13, height: 9, channels: 3, background: '#777', noise } });
  const made: Record<string, Sharp> = {
    'png of colours': picture().png(),
    'png with alpha': picture(4).png(),
    'png of a palette': picture().png({ palette: true }),
    'png of 16 bits': picture().toColourspace('rgb16').png(),
    'interlaced png': picture().png({ progressive: true }),
    'grey png': picture().toColourspace('b-w').png(),
    jpeg: grain.clone().jpeg(),
    'progressive jpeg': grain.clone().jpeg({ progressive: true }),
    'jpeg of CMYK': picture().toColourspace('cmyk').jpeg(),
    'turned jpeg with a profile': grain.clone().withMetadata({ orientation: 6 }).jpeg(),
    webp: grain.clone().webp(),
    'lossless webp': grain.clone().webp({ lossless: true }),
    'webp with alpha': picture(4).webp(),
  };
  const seeds = new Map<string, Buffer>();
  for (const [name, image] of Object.entries(made)) seeds.set(name, await image.toBuffer());
  return seeds;
}

const chunk = (type: string, data: Buffer, length = data.length): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
};

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const end = chunk('IEND', Buffer.alloc(0));

/** A PNG with those sides, whatever its pixels are. */
function png(width: number, height: number, pixels: Buffer, ...before: Buffer[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([signature, chunk('IHDR', head), ...before, chunk('IDAT', pixels), end]);
}

const rows = (width: number, height: number) => deflateSync(Buffer.alloc((width + 1) * height), { level: 9 });
const dot = rows(1, 1);

function webp(type: string, data: Buffer, riffBytes = data.length + 12): Buffer {
  const head = Buffer.alloc(20);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(riffBytes, 4);
  head.write(`WEBP${type}`, 8, 'latin1');
  head.writeUInt32LE(data.length, 16);
  return Buffer.concat([head, data]);
}

const refused = { asReference: 'refused', asResult: 'refused', converted: 'refused' } as const;
const whole = { asReference: 'taken', asResult: 'taken', converted: 'taken' } as const;
/** Header and end are those of a picture; only who reads the pixels finds out. */
const hollow = { asReference: 'taken', asResult: 'taken', converted: 'refused' } as const;
const unclear = { asReference: 'either', asResult: 'either', converted: 'either' } as const;

function bombs(seeds: ReadonlyMap<string, Buffer>): HostileImage[] {
  const jpeg = seeds.get('jpeg') as Buffer;
  const still = seeds.get('png of colours') as Buffer;
  const frame = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
  const huge = Buffer.from(jpeg);
  huge.writeUInt32BE(0xfff0fff0, frame + 5);
  const comments = Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from('fffe0002', 'hex')));
  const texts = Array.from({ length: 5_000 }, () => chunk('tEXt', Buffer.alloc(0)));
  const inflating = (keyword: string) =>
    Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(Buffer.alloc(32 * 1_048_576))]);
  const animation = Buffer.from('0000271000000000', 'hex');
  return [
    { name: 'png of 2^31-1 a side', bytes: png(0x7fffffff, 0x7fffffff, dot), ...refused },
    { name: 'png of 64000 a side', bytes: png(64_000, 64_000, dot), ...refused },
    { name: 'png of 16385 by 1', bytes: png(16_385, 1, rows(16_385, 1)), ...refused },
    { name: 'png of 0 by 0', bytes: png(0, 0, dot), ...refused },
    { name: 'png that promises 49 megapixels', bytes: png(7_000, 7_000, dot), ...hollow },
    {
      name: 'png with pixels of 32 MB for one',
      bytes: png(1, 1, deflateSync(Buffer.alloc(32 * 1_048_576))),
      ...unclear,
    },
    { name: 'png with pixels that are none', bytes: png(9, 9, Buffer.from('none')), ...hollow },
    {
      name: 'png with a text bomb',
      bytes: png(1, 1, dot, chunk('zTXt', inflating('Comment'))),
      ...whole,
      converted: 'either',
    },
    {
      name: 'png with a profile bomb',
      bytes: png(1, 1, dot, chunk('iCCP', inflating('profile'))),
      ...whole,
      converted: 'either',
    },
    {
      name: 'png with a chunk longer than all',
      bytes: png(1, 1, dot, chunk('tEXt', Buffer.alloc(4), 0x7fffffff)),
      ...refused,
    },
    { name: 'png with 5000 chunks in front', bytes: png(1, 1, dot, ...texts), ...refused },
    {
      name: 'png of 10000 frames',
      bytes: png(1, 1, dot, chunk('acTL', animation)),
      asReference: 'refused',
      asResult: 'taken',
      converted: 'either',
    },
    { name: 'png without pixels', bytes: Buffer.concat([signature, still.subarray(8, 33), end]), ...refused },
    { name: 'jpeg of 65520 a side', bytes: huge, ...refused },
    {
      name: 'jpeg with 5000 comments',
      bytes: Buffer.concat([jpeg.subarray(0, 2), comments, jpeg.subarray(2)]),
      ...refused,
    },
    { name: 'jpeg that ends at once', bytes: Buffer.from('ffd8ffd9', 'hex'), ...refused },
    {
      name: 'webp of 16383 a side',
      bytes: webp('VP8L', Buffer.from('2fffffff0f00000000', 'hex')),
      ...refused,
    },
    {
      name: 'webp longer than it is',
      bytes: webp('VP8L', Buffer.from('2f0000000000000000', 'hex'), 0x7ffffff0),
      ...refused,
    },
    { name: 'webp without picture', bytes: webp('EXIF', Buffer.alloc(10)), ...refused },
  ];
}

function liars(seeds: ReadonlyMap<string, Buffer>): HostileImage[] {
  const still = seeds.get('png of colours') as Buffer;
  const jpeg = seeds.get('jpeg') as Buffer;
  const none = (name: string, bytes: string | Buffer): HostileImage => ({
    name,
    bytes: Buffer.from(bytes as string),
    ...refused,
  });
  const tail = (name: string, bytes: Buffer, more: string): HostileImage => ({
    name,
    bytes: Buffer.concat([bytes, Buffer.from(more, 'latin1')]),
    ...whole,
  });
  return [
    ...[...seeds].map(([name, bytes]) => ({ name, bytes, ...whole })),
    tail('png with an archive behind', still, 'PK\x05\x06'.padEnd(22, '\0')),
    tail('png with a page behind', still, '<script>alert(1)</script>'),
    tail('jpeg with a page behind', jpeg, '<?php system($_GET[0]);'),
    none('nothing', ''),
    none('a page', '<!doctype html><script>alert(1)</script>'),
    none('svg', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    none(
      'svg of entities',
      `<!DOCTYPE s [<!ENTITY a "${'b'.repeat(99)}"><!ENTITY c "&a;&a;&a;">]><svg>&c;</svg>`,
    ),
    none('gif that is a script', 'GIF89a=1;alert(1)//'),
    none('pdf', '%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF'),
    none('tiff', Buffer.from('49492a0008000000', 'hex')),
    none('bmp', `BM${'\0'.repeat(52)}`),
    none('icon', Buffer.from('00000100010010100000010020006804000016000000', 'hex')),
    none('avif', Buffer.from('0000001c667479706176696600000000617669666d696631', 'hex')),
    none('gzip of a png', gzipSync(still)),
    none('a png in Base64', still.toString('base64')),
    none('json', '{"error":"no image"}'),
    none('a program', Buffer.from('7f454c46020101', 'hex')),
  ];
}

/** Each seed cut at every byte. None is whole, so none may pass. */
const cuts = (seeds: ReadonlyMap<string, Buffer>): HostileImage[] =>
  [...seeds].flatMap(([name, bytes]) =>
    Array.from({ length: bytes.length }, (_, length) => ({
      name: `${name}, cut at ${length}`,
      bytes: bytes.subarray(0, length),
      ...refused,
    })),
  );

/** Everything that is made the same way each time, and as many more as wanted: seeds with bytes changed at random. */
export async function hostileImages() {
  const seeds = await makeSeeds();
  const fixed = [...liars(seeds), ...bombs(seeds), ...cuts(seeds)];
  const names = [...seeds.keys()];
  return {
    fixed,
    mutated({ pick, below, next }: Chance): HostileImage {
      const name = pick(names);
      let bytes = Buffer.from(seeds.get(name) as Buffer);
      const places = next() < 0.6 ? 48 : bytes.length;
      for (let left = 1 + below(8); left > 0; left -= 1)
        bytes[below(Math.min(places, bytes.length))] = below(256);
      if (next() < 0.2) {
        const at = below(bytes.length);
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(below(2_000), below(256)),
          bytes.subarray(at),
        ]);
      }
      return { name: `${name}, changed`, bytes, ...unclear };
    },
  };
}
