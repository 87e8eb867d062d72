import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { spoolSuffix } from './spool.ts';

/**
 * Removes spool files whose last write is more than `olderThanMs` before `nowMs` (Unix milliseconds) and
 * returns how many. Files that do not end in `.spool` are left alone. A missing folder is an empty one.
 */
export async function sweepSpool(folder: string, olderThanMs: number, nowMs: number): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(spoolSuffix)) continue;
    const file = path.join(folder, name);
    const facts = await lstat(file).catch(ifMissing(undefined));
    if (!facts?.isFile() || nowMs - facts.mtimeMs <= olderThanMs) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(ifMissing<string[]>([]));

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
