import type { MediaType } from '../generation/image-format.ts';
import { formatOf, type ImageFormat, imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import { isRequestId } from '../lib/ids.ts';

export interface ArtifactName {
  readonly generationId: string;
  readonly kind: 'sync-image' | 'async-image';
  /** From 1. */
  readonly number: number;
  readonly mediaType: MediaType;
  /** Unix milliseconds; its UTC day is part of the key. */
  readonly createdAtMs: number;
}

/** `{YYYY}/{MM}/{DD}/{kind}/{request id}-{n}.{ext}`, UTC: the path below `/task-artifacts/`. */
export function artifactKey(name: ArtifactName): string {
  const day = new Date(name.createdAtMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${name.kind}/${name.generationId}-${name.number}.${formatOf(name.mediaType)}`;
}

const form = /^(\d{4})\/(\d{2})\/(\d{2})\/(sync-image|async-image)\/([0-9A-Za-z]+)-(\d{1,3})\.([a-z]+)$/;

/** The name behind a key; undefined for anything that is not exactly one. `createdAtMs` is the day's start. */
export function parseArtifactKey(key: string): ArtifactName | undefined {
  const match = form.exec(key);
  if (!match) return undefined;
  const [, year, month, day, kind, generationId, number, extension] = match as unknown as string[];
  const format = imageFormats.find((known: ImageFormat) => known === extension);
  const createdAtMs = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (!format || !isRequestId(generationId as string) || Number.isNaN(createdAtMs)) return undefined;
  return {
    generationId: generationId as string,
    kind: kind as ArtifactName['kind'],
    number: Number(number),
    mediaType: mediaTypeOf(format),
    createdAtMs,
  };
}
