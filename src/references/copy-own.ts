import type { FoundArtifact } from '../generation/engine.ts';
import { unreachable } from './failures.ts';
import { checkSize, type ImageSink, type InspectedImage } from './image-sink.ts';

/** The artifact key in one of our own URLs; undefined for every other URL. */
export function ownArtifactKey(url: string, publicUrl: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname, username } = new URL(url);
  const own = new URL(publicUrl);
  const folder = `${own.pathname.replace(/\/$/, '')}/task-artifacts/`;
  if (origin !== own.origin || username !== '' || !pathname.startsWith(folder)) return undefined;
  return pathname.slice(folder.length);
}

/** Copies one of our own artifacts out of the archive, so that a generation does not depend on its expiry. */
export async function copyOwn(
  findArtifact: (key: string) => Promise<FoundArtifact>,
  key: string,
  sink: () => ImageSink,
  label: string,
  signal: AbortSignal,
): Promise<InspectedImage> {
  const found = await findArtifact(key);
  if (found.state !== 'kept') {
    const rest =
      found.state === 'expired' ? 'has expired. Send another image.' : 'does not exist. Check the URL.';
    throw unreachable(label, rest);
  }
  checkSize(found.artifact.sizeBytes, label);
  const stream = await found.open();
  if (!stream) throw unreachable(label, 'does not exist any more. Send another image.');
  const image = sink();
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    image.write(chunk, 0, chunk.length);
  }
  return image.finish();
}
