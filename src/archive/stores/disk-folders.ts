import { mkdir, opendir, realpath, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** A day and kind is one folder, and traffic is about few days. */
const rememberedMax = 200;

/** The folders of a disk store, given as `/`-separated paths below the root ('.' for the root itself). */
export interface DiskFolders {
  readonly root: string;
  /** The folder on disk, or undefined when it is not there or lies outside the root through a symbolic link. */
  find(folder: string): Promise<string | undefined>;
  /**
   * Makes the folder where it is missing. Rejects when it would lie outside the root, and with ENOENT when
   * `removeEmpty` took a level away meanwhile.
   */
  make(folder: string): Promise<string>;
  forget(folder: string): void;
  /** Removes the folder and those above it, as far as they are empty. */
  removeEmpty(folder: string): Promise<void>;
  /** Paths of all files below. Symbolic links and names with a leading dot are not followed. */
  walk(folder: string): AsyncIterable<string>;
}

/**
 * `sync`: called with every folder that has a part of a folder that is made, so that the loss of power takes none of
 * them.
 */
export async function createDiskFolders(
  root: string,
  sync?: (folder: string) => Promise<void>,
): Promise<DiskFolders> {
  const realRoot = await realpath(root);
  const remembered = new Set<string>();
  const made = sync ? new Set<string>() : remembered;
  const onDisk = (folder: string) => path.join(realRoot, folder);

  async function find(folder: string): Promise<string | undefined> {
    const wanted = onDisk(folder);
    if (remembered.has(folder)) return wanted;
    const real = await realpath(wanted).catch(() => undefined);
    if (real !== wanted) return undefined;
    remember(remembered, folder);
    return wanted;
  }

  function remember(folders: Set<string>, folder: string): void {
    if (folders.size >= rememberedMax) folders.clear();
    folders.add(folder);
  }

  function forget(folder: string): void {
    remembered.delete(folder);
    made.delete(folder);
  }

  return {
    root: realRoot,
    find,
    async make(folder) {
      if (!made.has(folder)) {
        await mkdirInside(realRoot, folder, sync);
        remember(made, folder);
        remember(remembered, folder);
      }
      return onDisk(folder);
    },
    forget,
    async removeEmpty(folder) {
      for (let current = folder; current !== '.'; current = path.posix.dirname(current)) {
        try {
          await rmdir(onDisk(current));
          forget(current);
        } catch {
          return; // Not empty, or removed by another process.
        }
      }
    },
    walk: (folder) => walk(realRoot, folder),
  };
}

/**
 * One level at a time, so that nothing is created behind a symbolic link. Synced are also those that were there: another
 * process may have made one just now, or have died before it was synced.
 */
async function mkdirInside(
  root: string,
  folder: string,
  sync?: (folder: string) => Promise<void>,
): Promise<void> {
  let current = root;
  for (const part of folder.split('/')) {
    const above = current;
    current = path.join(current, part);
    await mkdir(current, { recursive: true });
    if ((await realpath(current)) !== current) throw new Error(`${current} leads outside of ${root}`);
    await sync?.(above);
  }
}

async function* walk(root: string, folder: string): AsyncIterable<string> {
  let entries: Awaited<ReturnType<typeof opendir>>;
  try {
    entries = await opendir(path.join(root, folder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    throw error;
  }
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, below);
    else if (entry.isFile()) yield below;
  }
}
