import { randomUUID } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spoolSuffix } from '../lib/spool/spool.ts';
import { within } from '../lib/within.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** An archive that hangs takes minutes to say so. */
const longestMs = 10_000;
/** A picture of some size. A disk with less room would take the few bytes of a try, and no picture. */
const roomBytes = 8 * 1024 * 1024;
/** Deleted at once; where that is refused, one small file is left for good. */
const probeKey = 'probes/archive';

/**
 * Keeps a small file as a picture is kept, and deletes it; rejects when that cannot be done, or not in time. Looking is
 * not enough: an S3 server whose disk is full finds its bucket all the same.
 */
export function probeArchive(
  files: ArtifactStore,
  spoolFolders: ReadonlySet<string>,
  limitMs = longestMs,
): Promise<void> {
  return within(limitMs, probe(files, spoolFolders, AbortSignal.timeout(limitMs)));
}

async function probe(
  files: ArtifactStore,
  spoolFolders: ReadonlySet<string>,
  giveUp: AbortSignal,
): Promise<void> {
  for (const folder of spoolFolders) await requireRoom(folder);
  await files.ready(giveUp);
  const file = path.join(files.spoolFolder, `probe-${randomUUID()}${spoolSuffix}`);
  try {
    await writeFile(file, 'probe', { mode: 0o600 });
    await files.keep(file, probeKey, {
      mediaType: 'application/octet-stream',
      sizeBytes: 5,
      probe: giveUp,
    });
  } finally {
    await rm(file, { force: true });
  }
  await files.delete(probeKey).catch(() => undefined);
}

async function requireRoom(folder: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  // Some file systems do not say how large they are.
  if (blocks === 0 || bavail * bsize >= roomBytes) return;
  throw new Error(`${folder} has room for ${bavail * bsize} bytes only`);
}
