import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { causeOf } from '../client/cause-of.ts';
import type { Generation } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';

type Image = Generation['images'][number];

export interface SaveParts {
  /** Where to. */
  readonly folder: string;
  readonly onSaved: (file: string, image: Image, bytes: Buffer) => Promise<void> | void;
  /** One that is paid for, and still where its URL says. */
  readonly onFailed: (sentence: string) => void;
  /** Before the second try; twice as long before the third. */
  readonly waitMs?: number;
}

const mostTries = 3;
/** For the largest pictures over a slow line. */
const limitMs = 120_000;

/** Saves each image that was made, whatever becomes of the others; answers with the names of the files. */
export async function savePictures(
  { id, images }: Pick<Generation, 'id' | 'images'>,
  { folder, onSaved, onFailed, waitMs = 1_000 }: SaveParts,
): Promise<string[]> {
  const files: string[] = [];
  for (const [index, image] of images.entries()) {
    const extension = image.media_type.replace('image/', '');
    const file = path.join(folder, `plantain-${id}-${index + 1}.${extension}`);
    try {
      const bytes = await fetchImage(image.url, waitMs);
      await writeFile(file, bytes);
      files.push(file);
      await onSaved(file, image, bytes);
    } catch (error) {
      onFailed(`not saved: ${image.url} of generation ${id}: ${causeOf(error)}`);
    }
  }
  return files;
}

async function fetchImage(url: string, waitMs: number): Promise<Buffer> {
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      await answer.body?.cancel().catch(() => undefined);
      const said = `it answers ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429) throw new Refusal('not_found', said);
      throw new Error(said);
    } catch (error) {
      // What is refused will be refused again.
      if (tried === mostTries || error instanceof Refusal) throw error;
      await sleep(waitMs * tried);
    }
  }
}
