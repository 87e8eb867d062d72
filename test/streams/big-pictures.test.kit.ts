import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { paddedPng } from '../../src/verification/padded-png.ts';

/** Pictures of any size, each in a file: a measurement of others must not be one of what it sends. */
export interface BigPictures {
  fileOf(sizeBytes: number): Promise<string>;
  /** Its Base64 in pieces. */
  base64Of(sizeBytes: number): AsyncGenerator<string>;
  bytesOf(sizeBytes: number): Promise<Readable>;
}

export function bigPictures(folder: string): BigPictures {
  const files = new Map<number, Promise<string>>();
  const fileOf = (sizeBytes: number) => {
    const made = files.get(sizeBytes) ?? make(folder, sizeBytes);
    files.set(sizeBytes, made);
    return made;
  };
  const bytesOf = async (sizeBytes: number) => {
    // Divisible by 3, so that the pieces' Base64 can be joined.
    return createReadStream(await fileOf(sizeBytes), { highWaterMark: 48 * 1024 });
  };
  return {
    fileOf,
    bytesOf,
    async *base64Of(sizeBytes) {
      for await (const piece of await bytesOf(sizeBytes)) yield (piece as Buffer).toString('base64');
    },
  };
}

async function make(folder: string, sizeBytes: number): Promise<string> {
  const file = path.join(folder, `picture-${sizeBytes}.png`);
  await writeFile(file, paddedPng(sizeBytes, 64));
  return file;
}
