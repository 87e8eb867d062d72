import { randomUUID } from 'node:crypto';
import { constants, renameSync } from 'node:fs';
import { copyFile, type FileHandle, lstat, mkdir, open, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { failpoint } from '../../lib/failpoint.ts';
import type {
  ArtifactEntry,
  ArtifactFacts,
  ArtifactStore,
  OpenArtifact,
  StoredRange,
} from './artifact-store.ts';
import { checkedFolder, checkedKey } from './checked-key.ts';
import { createDiskFolders, type DiskFolders } from './disk-folders.ts';
import { ArchiveUnavailable } from './errors.ts';
import { FileStream } from './file-stream.ts';
import { fitRange } from './range.ts';
import { checkSpool } from './spool-file.ts';

const spoolName = '.spool';
const moveAttemptsMax = 10;

/** Creates the folder and its spool. `fsync`: a kept artifact survives the loss of power, not only of the process. */
export async function openDiskStore(root: string, options: { fsync?: boolean } = {}): Promise<ArtifactStore> {
  const spoolFolder = path.join(root, spoolName);
  try {
    await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
    const { fsync = false } = options;
    return new DiskStore(await createDiskFolders(root, fsync ? syncPath : undefined), spoolFolder, fsync);
  } catch (error) {
    throw new ArchiveUnavailable(`use the folder ${root}`, error);
  }
}

class DiskStore implements ArtifactStore {
  readonly spoolFolder: string;
  readonly #folders: DiskFolders;
  readonly #fsync: boolean;
  #readyChecks = 0;

  constructor(folders: DiskFolders, spoolFolder: string, fsync: boolean) {
    this.#folders = folders;
    this.spoolFolder = spoolFolder;
    this.#fsync = fsync;
  }

  async keep(spoolPath: string, key: string, { sizeBytes }: ArtifactFacts): Promise<void> {
    checkedKey(key);
    await guarded(`keep ${key}`, async () => {
      checkSpool(spoolPath, sizeBytes);
      if (this.#fsync) await syncPath(spoolPath);
      failpoint('image-written');
      const folder = await this.#moveInto(spoolPath, key).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        return this.#copyInto(spoolPath, key);
      });
      if (this.#fsync) await syncPath(folder);
    });
  }

  async open(key: string, range?: StoredRange): Promise<OpenArtifact | undefined> {
    checkedKey(key);
    return guarded(`open ${key}`, async () => {
      const file = await this.#openFile(key);
      if (!file) return undefined;
      try {
        const { size: totalBytes } = await file.stat();
        if (totalBytes === 0 && !range) {
          await file.close();
          return { stream: Readable.from([]), sizeBytes: 0, totalBytes };
        }
        const part = range ? fitRange(range, totalBytes) : { start: 0, end: totalBytes - 1 };
        return { stream: new FileStream(file, part), sizeBytes: part.end - part.start + 1, totalBytes };
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async head(key: string): Promise<ArtifactEntry | undefined> {
    checkedKey(key);
    return guarded(`look up ${key}`, async () => {
      const folder = await this.#folders.find(path.posix.dirname(key));
      return folder === undefined ? undefined : this.#entry(path.join(folder, path.basename(key)), key);
    });
  }

  async delete(key: string): Promise<void> {
    checkedKey(key);
    await guarded(`delete ${key}`, async () => {
      const folder = await this.#folders.find(path.posix.dirname(key));
      if (folder === undefined) return;
      await unlink(path.join(folder, path.basename(key))).catch(unlessMissing);
      await this.#folders.removeEmpty(path.posix.dirname(key));
    });
  }

  async *list(folder: string): AsyncIterable<ArtifactEntry> {
    const top = checkedFolder(folder);
    try {
      for await (const key of this.#folders.walk(top)) {
        const entry = await this.#entry(path.join(this.#folders.root, key), key);
        if (entry) yield entry;
      }
    } catch (error) {
      throw new ArchiveUnavailable(`list ${folder}`, error);
    }
  }

  async ready(): Promise<void> {
    // A real write, because a full or read-only disk still answers that access is allowed.
    this.#readyChecks += 1;
    const file = path.join(this.spoolFolder, `ready-${process.pid}-${this.#readyChecks}.spool`);
    await guarded('write', async () => {
      try {
        await writeFile(file, 'ready');
      } finally {
        await rm(file, { force: true });
      }
    });
  }

  close(): void {}

  /** Returns the folder. Repeats because the sweep may remove an empty folder between making it and using it. */
  async #moveInto(spoolPath: string, key: string): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const folder = await this.#folders.make(path.posix.dirname(key));
        // Here, like the writing of the file before it: a thread takes several times as long to be asked.
        renameSync(spoolPath, path.join(folder, path.basename(key)));
        return folder;
      } catch (error) {
        if (attempt === moveAttemptsMax || !isMissing(error)) throw error;
        this.#folders.forget(path.posix.dirname(key));
      }
    }
  }

  /** From another file system: copied beside the archive first, so that the key appears at once and whole here, too. */
  async #copyInto(spoolPath: string, key: string): Promise<string> {
    const copy = path.join(this.spoolFolder, `${randomUUID()}-moving.spool`);
    try {
      await copyFile(spoolPath, copy, constants.COPYFILE_EXCL);
      if (this.#fsync) await syncPath(copy);
      const folder = await this.#moveInto(copy, key);
      await rm(spoolPath, { force: true });
      return folder;
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    }
  }

  async #openFile(key: string): Promise<FileHandle | undefined> {
    const folder = await this.#folders.find(path.posix.dirname(key));
    if (folder === undefined) return undefined;
    const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
    try {
      // NONBLOCK: opening a pipe that lies there must not wait for a writer.
      const file = await open(path.join(folder, path.basename(key)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      if ((await file.stat()).isFile()) return file;
      await file.close();
    } catch (error) {
      // ELOOP: the name is a symbolic link, which this store never makes.
      if (!isMissing(error) && (error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    }
    return undefined;
  }

  async #entry(file: string, key: string): Promise<ArtifactEntry | undefined> {
    const facts = await lstat(file).catch(unlessMissing);
    if (!facts?.isFile()) return undefined;
    return { key, sizeBytes: facts.size, modifiedMs: Math.trunc(facts.mtimeMs) };
  }
}

async function guarded<Result>(operation: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    // Errors without a system code are about the request, not about the disk.
    if (error instanceof Error && 'syscall' in error) throw new ArchiveUnavailable(operation, error);
    throw error;
  }
}

async function syncPath(file: string): Promise<void> {
  const handle = await open(file, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
  return undefined;
}
