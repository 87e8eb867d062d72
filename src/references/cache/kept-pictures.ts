import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { linkOrCopy } from './link-or-copy.ts';
import { type KeptPicture, openPictureJournal, type PictureJournal } from './picture-journal.ts';

export interface KeptPicturesParts {
  /** Belongs to them alone; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly mostBytes: number;
  readonly mostEntries: number;
  /** No picture is used longer than this, whatever its server says. */
  readonly mostMs: number;
}

const suffix = '.picture';

/** Opens the folder with what an earlier process left there. */
export async function openKeptPictures(parts: KeptPicturesParts): Promise<KeptPictures> {
  await mkdir(parts.folder, { recursive: true, mode: 0o700 });
  const pictures = new KeptPictures(parts, openPictureJournal(parts.folder));
  await pictures.restore();
  return pictures;
}

/** Pictures on the local disk, one file for equal bytes; the least recently used one goes first. */
export class KeptPictures {
  private readonly parts: KeptPicturesParts;
  private readonly journal: PictureJournal;
  /** By key, the least recently used first. */
  private readonly entries = new Map<string, KeptPicture>();
  /** Entries that share a file, by its digest. */
  private readonly users = new Map<string, number>();
  /** Files an earlier process left: the power may have gone while they were written. */
  private readonly unproved = new Set<string>();
  private notes = 0;
  private bytes = 0;

  constructor(parts: KeptPicturesParts, journal: PictureJournal) {
    this.parts = parts;
    this.journal = journal;
  }

  /** On the disk, equal ones once. */
  get sizeBytes(): number {
    return this.bytes;
  }

  /** Gives a picture that is fresh the further name `target`; undefined when there is none. */
  async take(key: string, target: string): Promise<KeptPicture | undefined> {
    const picture = this.entries.get(key);
    if (!picture) return undefined;
    if (!this.isFresh(picture) || !(await this.isWhole(picture))) {
      await this.drop(picture);
      return undefined;
    }
    try {
      await linkOrCopy(this.fileOf(picture), target, this.parts.clock.now());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.drop(picture);
      return undefined;
    }
    if (this.entries.delete(key)) this.entries.set(key, picture);
    return picture;
  }

  /** Keeps a finished file by another name. What cannot be kept is fetched again: never a failure. */
  async keep(picture: KeptPicture, file: string): Promise<void> {
    const { mostBytes, mostEntries, clock, log } = this.parts;
    if (picture.sizeBytes > mostBytes) return;
    try {
      const earlier = this.entries.get(picture.key);
      if (earlier) await this.drop(earlier);
      while (this.entries.size >= mostEntries || this.bytes + picture.sizeBytes > mostBytes) {
        await this.drop(this.entries.values().next().value as KeptPicture);
      }
      await linkOrCopy(file, this.fileOf(picture), clock.now()).catch(unlessThere);
      this.add(picture);
      await this.note(picture);
    } catch (error) {
      log.warn({ err: error }, 'a reference could not be kept for its next use');
    }
  }

  /** Deletes what is over, and files nobody knows of any more. */
  async sweep(): Promise<void> {
    for (const picture of [...this.entries.values()]) {
      if (!this.isFresh(picture)) await this.drop(picture);
    }
    const nowMs = this.parts.clock.now();
    for (const name of await readdir(this.parts.folder)) {
      if (!name.endsWith(suffix) || this.users.has(name.slice(0, -suffix.length))) continue;
      const file = path.join(this.parts.folder, name);
      const facts = await lstat(file).catch(() => undefined);
      // Another process may share the folder: what is younger than any use of it may be its own.
      if (facts && nowMs - facts.mtimeMs > this.parts.mostMs) await rm(file, { force: true });
    }
  }

  async restore(): Promise<void> {
    const known = new Map((await this.journal.read()).map((picture) => [picture.key, picture]));
    for (const picture of known.values()) {
      const facts = await lstat(this.fileOf(picture)).catch(() => undefined);
      if (!facts?.isFile() || facts.size !== picture.sizeBytes || !this.isFresh(picture)) continue;
      const hasRoom =
        this.entries.size < this.parts.mostEntries && this.bytes + picture.sizeBytes <= this.parts.mostBytes;
      if (!hasRoom) continue;
      this.add(picture);
      this.unproved.add(picture.digest);
    }
    await this.journal.rewrite(this.entries.values());
    this.notes = this.entries.size;
    await this.sweep();
  }

  private fileOf({ digest }: KeptPicture): string {
    return path.join(this.parts.folder, digest + suffix);
  }

  /** Also false for one from the future: the clock was set back, and nobody knows how far. */
  private isFresh({ storedAtMs, freshUntilMs }: KeptPicture): boolean {
    const nowMs = this.parts.clock.now();
    return storedAtMs <= nowMs && nowMs < Math.min(freshUntilMs, storedAtMs + this.parts.mostMs);
  }

  private async isWhole(picture: KeptPicture): Promise<boolean> {
    if (!this.unproved.has(picture.digest)) return true;
    const isWhole = (await digestOf(this.fileOf(picture))) === picture.digest;
    if (isWhole) this.unproved.delete(picture.digest);
    return isWhole;
  }

  private add(picture: KeptPicture): void {
    const users = this.users.get(picture.digest) ?? 0;
    this.entries.set(picture.key, picture);
    this.users.set(picture.digest, users + 1);
    if (users === 0) this.bytes += picture.sizeBytes;
  }

  private async drop(picture: KeptPicture): Promise<void> {
    if (this.entries.get(picture.key) !== picture) return;
    this.entries.delete(picture.key);
    const users = (this.users.get(picture.digest) ?? 1) - 1;
    if (users > 0) {
      this.users.set(picture.digest, users);
      return;
    }
    this.users.delete(picture.digest);
    this.unproved.delete(picture.digest);
    this.bytes -= picture.sizeBytes;
    await rm(this.fileOf(picture), { force: true });
  }

  /** Most notes are of what has gone since: the file is written anew before it grows without end. */
  private async note(picture: KeptPicture): Promise<void> {
    this.notes += 1;
    if (this.notes <= 2 * this.entries.size + 1_000) return this.journal.note(picture);
    this.notes = this.entries.size;
    await this.journal.rewrite(this.entries.values());
  }
}

async function digestOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/** Equal bytes are there already, or were a moment ago. */
function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
