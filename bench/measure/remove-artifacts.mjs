import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Removes the files below a folder that are at least so old; folders stay, because a gateway remembers those it made. */
export async function removeArtifacts(folder, atLeastMs = 0) {
  const before = Date.now() - atLeastMs;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs <= before) await rm(file, { force: true });
  }
}
