import type { FoundArtifact, ImageReader } from '../generation/found-artifact.ts';
import { refused } from './failures.ts';
import { checkSize, type ImageSink, type InspectedImage } from './image-sink.ts';

export interface OwnPath {
  readonly folder: 'task-artifacts' | 'uploads';
  readonly key: string;
}

/** What one of our own image URLs names; undefined for every other URL. */
export function ownPath(url: string, publicUrl: string): OwnPath | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname, username } = new URL(url);
  const own = new URL(publicUrl);
  if (origin !== own.origin || username !== '') return undefined;
  for (const folder of ['task-artifacts', 'uploads'] as const) {
    const start = `${own.pathname.replace(/\/$/, '')}/${folder}/`;
    if (pathname.startsWith(start)) return { folder, key: pathname.slice(start.length) };
  }
  return undefined;
}

/** Copies one of our own images out of the archive, so that a generation does not depend on its expiry. */
export async function copyOwn(
  find: () => Promise<FoundArtifact>,
  sink: () => ImageSink,
  signal: AbortSignal,
  reader?: ImageReader,
): Promise<InspectedImage> {
  const found = await find();
  if (found.state !== 'kept') {
    const rest =
      found.state === 'expired' ? 'has expired. Send another image.' : 'does not exist. Check the URL.';
    throw refused(rest);
  }
  checkSize(found.artifact.sizeBytes);
  const stream = await found.open(undefined, reader);
  if (!stream) throw refused('does not exist any more. Send another image.');
  let image: ImageSink | undefined;
  // Opened in the loop, whose end lets go of the stream: a full disk must not keep it.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    image ??= sink();
    image.write(chunk, 0, chunk.length);
  }
  return (image ?? sink()).finish();
}
