import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createConverter } from '../lib/convert/converter.ts';
import { spoolSuffix } from '../lib/spool/spool.ts';
import type { FindArtifact } from './find-artifact.ts';

export interface ThumbnailParts {
  readonly findArtifact: FindArtifact;
  readonly spoolFolder: string;
}

/** Sides of at most this many pixels; sharp on a list's tile on a dense screen. */
const side = 360;
const quality = 78;
const keptBytes = 16 * 1_048_576;

export interface Thumbnails {
  /** A small WebP of an archived image; undefined when there is none or it has expired. Throws `ConversionFailure`. */
  read(key: string): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** Small pictures for lists, made when they are first looked at; the newest 16 MiB of them are kept in memory. */
export function createThumbnails({ findArtifact, spoolFolder }: ThumbnailParts): Thumbnails {
  const kept = new Map<string, Buffer>();
  const making = new Map<string, Promise<Buffer | undefined>>();
  // A list of a hundred pictures must not keep a client's conversion waiting: a process of their own.
  const converter = createConverter({ maxWaiting: 200 });
  let sizeBytes = 0;

  async function make(open: () => Promise<Readable | undefined>): Promise<Buffer | undefined> {
    const picture = await open();
    if (!picture) return undefined;
    const name = `thumbnail-${randomUUID()}`;
    const source = path.join(spoolFolder, name + spoolSuffix);
    const target = path.join(spoolFolder, `${name}.webp${spoolSuffix}`);
    try {
      await pipeline(picture, createWriteStream(source, { flags: 'wx' }));
      await converter.convert({ source, target, format: 'webp', quality, side });
      return await readFile(target);
    } finally {
      await Promise.all([rm(source, { force: true }), rm(target, { force: true })]);
    }
  }

  function remember(key: string, picture: Buffer): void {
    kept.set(key, picture);
    sizeBytes += picture.length;
    for (const [oldest, { length }] of kept) {
      if (sizeBytes <= keptBytes) return;
      kept.delete(oldest);
      sizeBytes -= length;
    }
  }

  return {
    async read(key) {
      // Each time: what has expired is not shown again.
      const found = await findArtifact(key);
      if (found.state !== 'kept') return undefined;
      const known = kept.get(key);
      if (known) {
        // Used again: it is the newest now.
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const pending = making.get(key);
      if (pending) return pending;
      const made = make(found.open).finally(() => making.delete(key));
      making.set(key, made);
      const picture = await made;
      if (picture && !kept.has(key)) remember(key, picture);
      return picture;
    },
    close: () => converter.close(),
  };
}
