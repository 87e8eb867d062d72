import { createFairPlaces, NoPlace } from '../../lib/fair-places.ts';
import type { ArtifactReader } from './artifact-store.ts';
import { ArchiveBusy } from './errors.ts';

/**
 * Connections of those who read. Each keeps its own for as long as it likes, so that strangers, who need no key, have
 * a share apart from the answers and references of callers.
 */
export const readingSockets = { work: 64, downloads: 256 };

/** Of one key, or one address: nobody's reading stands in everybody's way. */
const readsPerKey = 32;
const downloadsPerAddress = 64;
/** Whoever has paid waits longer than a stranger, who comes again. */
const longestReadWaitMs = 30_000;
const longestDownloadWaitMs = 5_000;
const mostDownloadsWaiting = 512;

/**
 * Resolves with the way out when it is the reader's turn, to be called once. Rejects with `ArchiveBusy`, or with the
 * reason of `abandoned`.
 */
export type EnterToRead = (key: string, reader?: ArtifactReader) => Promise<() => void>;

export function createReadingPlaces(downloadWaitMs = longestDownloadWaitMs): EnterToRead {
  const work = createFairPlaces({
    total: readingSockets.work,
    perKey: readsPerKey,
    longestMs: longestReadWaitMs,
  });
  const downloads = createFairPlaces({
    total: readingSockets.downloads,
    perKey: downloadsPerAddress,
    mostWaiting: mostDownloadsWaiting,
    longestMs: downloadWaitMs,
  });
  return async (key, { isDownload = false, turnOf = '', abandoned } = {}) => {
    const places = isDownload ? downloads : work;
    return places.enter({ key: turnOf }, abandoned).catch((error: unknown) => {
      throw error instanceof NoPlace ? new ArchiveBusy(`open ${key}`, error) : error;
    });
  };
}
