import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Log } from '../lib/log.ts';
import { ServedElsewhere, StoreUnavailable } from '../store/errors.ts';
import type { LockedFile } from '../store/sqlite/lock-file.ts';

/** Longest an earlier gateway that is ending is waited for: supervisors start again what ended with an error. */
const patienceMs = 10_000;
const askAgainMs = 250;
const sqlite = 'sqlite:';

/**
 * On SQLite, keeps every other gateway off the database and the data folder until this process ends: a start takes the
 * leases and temporary files it finds for those of a process that died. Throws `ServedElsewhere` when one is still
 * there after `patienceMs`. Commands that open the store beside a gateway need no lock.
 */
export async function serveAlone(
  { databaseUrl, dataFolder }: Pick<Config, 'databaseUrl' | 'dataFolder'>,
  log: Log,
  wait: () => Promise<unknown> = () => sleep(askAgainMs),
): Promise<LockedFile> {
  if (!databaseUrl.startsWith(sqlite)) return { release: () => undefined };
  const { lockFile } = await import('../store/sqlite/lock-file.ts');
  const database = path.resolve(databaseUrl.slice(sqlite.length));
  const held: LockedFile[] = [];
  const release = () => {
    for (const lock of held) lock.release();
  };
  /** What is locked by name, and the file that stands for it. */
  const wanted = [
    [database, `${realName(database)}.lock`],
    [dataFolder, path.join(realFolder(dataFolder), 'plantain.lock')],
  ] as const;
  try {
    for (const [what, file] of wanted) held.push(await patiently(() => lockFile(file), what, log, wait));
    return { release };
  } catch (error) {
    release();
    throw error;
  }
}

async function patiently(
  lock: () => Promise<LockedFile | undefined>,
  what: string,
  log: Log,
  wait: () => Promise<unknown>,
): Promise<LockedFile> {
  for (let tries = 0; tries <= patienceMs / askAgainMs; tries += 1) {
    const locked = await lock();
    if (locked) return locked;
    if (tries === 0) {
      log.warn({ waitsMs: patienceMs }, `another process serves ${what}; its end is waited for`);
    }
    await wait();
  }
  throw new ServedElsewhere(what);
}

/** Two names of one folder stand for the same lock. */
function realFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return realpathSync(folder);
  } catch (cause) {
    throw new StoreUnavailable(`SQLite cannot lock ${folder}: ${(cause as Error).message}`, { cause });
  }
}

function realName(file: string): string {
  const inFolder = path.join(realFolder(path.dirname(file)), path.basename(file));
  try {
    return realpathSync(inFolder);
  } catch {
    // It is made later.
    return inFolder;
  }
}
