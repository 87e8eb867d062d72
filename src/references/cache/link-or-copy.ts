import { constants, copyFile, link, utimes } from 'node:fs/promises';

/**
 * Makes `target` a second name of a finished file, or a copy where that cannot be. Rejects with ENOENT when the file
 * has gone and with EEXIST when the target is there.
 */
export async function linkOrCopy(file: string, target: string, nowMs: number): Promise<void> {
  try {
    await link(file, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EEXIST') throw error;
    // Another file system, one without links, or tens of thousands of names already.
    await copyFile(file, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
  // Sweeps go by the time of the last write, and this file is used from now on.
  await utimes(target, nowMs / 1000, nowMs / 1000);
}
