import { createHash, randomBytes } from 'node:crypto';
import { GoogleError } from '../google-error.ts';
import type { ReferenceImage } from '../pictures/reference-image.ts';

/** Uploaded files are kept for two days, as at Google. */
const lifetimeMs = 48 * 3_600_000;
/** Oldest fall out beyond this; only thumbnails are kept. */
const maxFiles = 1000;

export interface UploadedFile {
  readonly mimeType: string;
  readonly displayName: string | undefined;
  readonly bytes: Buffer;
  readonly picture: ReferenceImage | undefined;
  /** How many reads still say PROCESSING. */
  readonly processingReads: number;
  readonly fails: boolean;
}

interface StoredFile {
  readonly id: string;
  readonly mimeType: string;
  readonly displayName: string | undefined;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly picture: ReferenceImage | undefined;
  readonly createdAtMs: number;
  readonly fails: boolean;
  processingReads: number;
}

/** The files of the Files API, without their bytes. */
export class FileStore {
  readonly #now: () => number;
  readonly #files = new Map<string, StoredFile>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ bytes, ...file }: UploadedFile): StoredFile {
    const id = randomBytes(6).toString('hex');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const stored = { ...file, id, sizeBytes: bytes.length, sha256, createdAtMs: this.#now() };
    this.#files.set(id, stored);
    if (this.#files.size > maxFiles) this.#files.delete(this.#files.keys().next().value!);
    return stored;
  }

  /** @throws GoogleError 403 in Google's words: a file that is gone looks like one of somebody else. */
  find(id: string): StoredFile {
    const file = this.#files.get(id);
    if (file && this.#now() < file.createdAtMs + lifetimeMs) return file;
    throw new GoogleError(
      403,
      'PERMISSION_DENIED',
      `You do not have permission to access the File ${id} or it may not exist.`,
    );
  }

  /** Newest first. */
  list(): StoredFile[] {
    return [...this.#files.values()].filter((file) => this.#now() < file.createdAtMs + lifetimeMs).reverse();
  }

  delete(id: string): void {
    this.#files.delete(this.find(id).id);
  }

  /** The file as the API shows it. Each read counts down its processing. */
  resource(file: StoredFile, baseUrl: string): Record<string, unknown> {
    const state = stateOf(file);
    if (file.processingReads > 0) file.processingReads -= 1;
    const createTime = new Date(file.createdAtMs).toISOString();
    return {
      name: `files/${file.id}`,
      ...(file.displayName === undefined ? {} : { displayName: file.displayName }),
      mimeType: file.mimeType,
      sizeBytes: String(file.sizeBytes),
      createTime,
      updateTime: createTime,
      expirationTime: new Date(file.createdAtMs + lifetimeMs).toISOString(),
      sha256Hash: Buffer.from(file.sha256).toString('base64'),
      uri: `${baseUrl}/v1beta/files/${file.id}`,
      state,
      source: 'UPLOADED',
      ...(state === 'FAILED' ? { error: { code: 3, message: 'The file could not be processed.' } } : {}),
    };
  }
}

export function stateOf({ processingReads, fails }: StoredFile): 'PROCESSING' | 'FAILED' | 'ACTIVE' {
  if (processingReads > 0) return 'PROCESSING';
  return fails ? 'FAILED' : 'ACTIVE';
}
