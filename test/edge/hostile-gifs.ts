import sharp from 'sharp';
import type { Chance } from '../../src/lib/egress/chance.test.kit.ts';
import type { Expected } from './hostile-images.ts';

export interface HostileGif {
  readonly name: string;
  readonly bytes: Buffer;
  readonly asUpload: Expected;
}

/** A GIF that is one picture of those sides, whose pixels are coded in `pieces`; `before` stands in front of it. */
function gif(width: number, height: number, pieces: Buffer, before = Buffer.alloc(0)): Buffer {
  const screen = Buffer.from('474946383961000000008000002222220000ff', 'hex');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  const image = Buffer.from('2c000000000000000000', 'hex');
  image.writeUInt16LE(width, 5);
  image.writeUInt16LE(height, 7);
  return Buffer.concat([screen, before, image, Buffer.from([2]), pieces, Buffer.from('003b', 'hex')]);
}

/** One pixel: clear the table, colour 1, end. */
const dot = Buffer.from('024c01', 'hex');

function bombs(still: Buffer): HostileGif[] {
  const comment = Buffer.concat([
    Buffer.from('21fe', 'hex'),
    Buffer.alloc(256 * 4_000, Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 65)])),
    Buffer.from([0]),
  ]);
  const beside = gif(9, 9, dot);
  beside.writeUInt16LE(5, 20);
  const frame = still.subarray(still.indexOf(0x2c, 13 + 3 * 2 ** ((still[10]! & 7) + 1)), -1);
  const refused = { asUpload: 'refused' } as const;
  return [
    { name: 'gif of one pixel', bytes: gif(1, 1, dot), asUpload: 'taken' },
    { name: 'gif of 65535 a side', bytes: gif(65_535, 65_535, dot), ...refused },
    { name: 'gif of 64 megapixels', bytes: gif(8_000, 8_000, dot), ...refused },
    { name: 'gif of 16385 by 1', bytes: gif(16_385, 1, dot), ...refused },
    { name: 'gif of 0 by 0', bytes: gif(0, 0, dot), ...refused },
    // Decoders show such a picture as far as it goes.
    { name: 'gif that promises 49 megapixels', bytes: gif(7_000, 7_000, dot), asUpload: 'either' },
    { name: 'gif beside its screen', bytes: beside, ...refused },
    {
      name: 'gif with codes that are none',
      bytes: gif(9, 9, Buffer.from('05ffffffffff', 'hex')),
      asUpload: 'either',
    },
    { name: 'gif without codes', bytes: gif(9, 9, Buffer.alloc(0)), asUpload: 'either' },
    {
      name: 'gif in a million pieces',
      bytes: gif(1, 1, Buffer.concat([dot, Buffer.alloc(2_000_000, Buffer.from('0100', 'hex'))])),
      asUpload: 'either',
    },
    { name: 'gif with a comment of a megabyte', bytes: gif(1, 1, dot, comment), asUpload: 'taken' },
    {
      name: 'gif of 10000 frames',
      bytes: Buffer.concat([
        still.subarray(0, -1),
        ...Array.from({ length: 10_000 }, () => frame),
        still.subarray(-1),
      ]),
      ...refused,
    },
    {
      name: 'gif with a page behind',
      bytes: Buffer.concat([still, Buffer.from('<script>alert(1)</script>')]),
      asUpload: 'taken',
    },
    { name: 'gif that is a script', bytes: Buffer.from('GIF89a=1;alert(1)//'), ...refused },
    {
      name: 'gif with a png inside',
      bytes: Buffer.concat([Buffer.from('GIF89a'), Buffer.from('89504e470d0a1a0a', 'hex')]),
      ...refused,
    },
  ];
}

/** GIFs as uploads: whole ones, each cut at every byte, bombs, and as many more as wanted with bytes changed at random. */
export async function hostileGifs() {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const grain = sharp({ create: { width: 13, height: 9, channels: 3, background: '#777', noise } });
  const clear = { r: 9, g: 90, b: 200, alpha: 0 };
  const seeds: [string, Buffer][] = [
    ['gif', await grain.clone().gif({ colours: 8 }).toBuffer()],
    ['interlaced gif', await grain.clone().gif({ colours: 8, progressive: true }).toBuffer()],
    [
      'clear gif',
      await sharp({ create: { width: 17, height: 11, channels: 4, background: clear } })
        .gif()
        .toBuffer(),
    ],
  ];
  const fixed: HostileGif[] = [
    ...seeds.map(([name, bytes]) => ({ name, bytes, asUpload: 'taken' as const })),
    ...bombs(seeds[0]![1]),
    ...seeds.flatMap(([name, bytes]) =>
      Array.from({ length: bytes.length }, (_, length) => ({
        name: `${name}, cut at ${length}`,
        bytes: bytes.subarray(0, length),
        asUpload: 'refused' as const,
      })),
    ),
  ];
  return {
    fixed,
    mutated({ pick, below }: Chance): HostileGif {
      const [name, seed] = pick(seeds);
      const bytes = Buffer.from(seed);
      for (let left = 1 + below(8); left > 0; left -= 1) bytes[below(bytes.length)] = below(256);
      return { name: `${name}, changed`, bytes, asUpload: 'either' };
    },
  };
}
