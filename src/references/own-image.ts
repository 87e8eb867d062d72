import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FoundArtifact } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import { createSpool } from '../lib/spool/spool.ts';
import type { FetchedImage } from './fetch-image.ts';

export interface OwnImageParts {
  readonly spoolFolder: string;
  readonly publicUrl: () => string;
  readonly findArtifact: (key: string) => Promise<FoundArtifact>;
}

/** A reference that is an artifact of ours is read from the archive, without the network; undefined for any other URL. */
export async function readOwnImage(
  parts: OwnImageParts,
  url: string,
  name: string,
): Promise<FetchedImage | undefined> {
  const prefix = `${parts.publicUrl()}/task-artifacts/`;
  if (!url.startsWith(prefix)) return undefined;
  const found = await parts.findArtifact(url.slice(prefix.length).split(/[?#]/, 1)[0] as string);
  const stream = found.state === 'kept' ? await found.open() : undefined;
  if (found.state !== 'kept' || !stream) {
    throw new Failure('reference_unreachable', {
      message: `The reference image ${url.slice(0, 200)} ${found.state === 'expired' ? 'has expired' : 'does not exist'}.`,
    });
  }
  const spool = createSpool(parts.spoolFolder, name);
  try {
    await pipeline(
      stream,
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          spool.write(chunk, 0, chunk.length);
          done();
        },
      }),
    );
    spool.close();
  } catch (error) {
    spool.discard();
    throw error;
  }
  const { mediaType, width, height } = found.artifact;
  return {
    facts: { path: spool.path, mediaType, sizeBytes: spool.sizeBytes, width, height },
    discard: () => spool.discard(),
  };
}
