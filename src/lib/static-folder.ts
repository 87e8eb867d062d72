import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface StaticFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

export interface StaticFolder {
  /** By path below the folder, with `/` between names; undefined while the folder is not there. */
  read(): Promise<ReadonlyMap<string, StaticFile> | undefined>;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

const compress = promisify(gzip);
/** How often a folder is looked at that was not there, or may have been built anew. */
const lookEveryMs = 2_000;

/** The files of a built web app, in memory. `entry` is the file that is written last and tells of a new build. */
export function openStaticFolder(folder: string, entry: string): StaticFolder {
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined;
  let builtAtMs = 0;
  let lookedAtMs = 0;

  return {
    async read() {
      const nowMs = performance.now();
      if (files === undefined || nowMs - lookedAtMs > lookEveryMs) {
        lookedAtMs = nowMs;
        const facts = await stat(path.join(folder, entry)).catch(() => undefined);
        if (facts && facts.mtimeMs !== builtAtMs) {
          builtAtMs = facts.mtimeMs;
          const earlier = files;
          // Read while it was being built, or out of file handles: what was there before is served, and the next look
          // reads again.
          files = readAll(folder).catch((error: unknown) => {
            builtAtMs = 0;
            files = earlier;
            if (earlier) return earlier;
            throw error;
          });
        }
      }
      return files;
    },
  };
}

async function readAll(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && path.extname(entry.name) in mediaTypes);
  return new Map(
    await Promise.all(
      files.map(async (entry): Promise<[string, StaticFile]> => {
        const file = path.join(entry.parentPath, entry.name);
        const bytes = await readFile(file);
        return [
          path.relative(folder, file).replaceAll(path.sep, '/'),
          {
            mediaType: mediaTypes[path.extname(entry.name)] as string,
            bytes,
            gzipped: await compress(bytes, { level: 9 }),
            etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
          },
        ];
      }),
    ),
  );
}
