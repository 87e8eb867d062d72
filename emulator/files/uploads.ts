import { randomBytes } from 'node:crypto';

/** What the emulator takes of one file; Google takes 2 GB. */
export const maxFileBytes = 100 * 1024 * 1024;

/** A resumable upload that was started and not finished. */
export interface Upload {
  readonly id: string;
  readonly mimeType: string;
  readonly displayName: string | undefined;
  readonly announcedBytes: number | undefined;
  readonly chunks: Buffer[];
  receivedBytes: number;
}

const maxOpen = 100;

/** Uploads under way; the oldest unfinished ones are forgotten. */
export class Uploads {
  readonly #open = new Map<string, Upload>();

  start(about: Pick<Upload, 'mimeType' | 'displayName' | 'announcedBytes'>): Upload {
    const upload = { ...about, id: randomBytes(16).toString('base64url'), chunks: [], receivedBytes: 0 };
    this.#open.set(upload.id, upload);
    if (this.#open.size > maxOpen) this.#open.delete(this.#open.keys().next().value!);
    return upload;
  }

  find(id: string): Upload | undefined {
    return this.#open.get(id);
  }

  end(upload: Upload): void {
    this.#open.delete(upload.id);
  }
}
