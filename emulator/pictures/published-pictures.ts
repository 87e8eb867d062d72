import { randomBytes } from 'node:crypto';
import { ByteCache } from './byte-cache.ts';
import type { Picture } from './picture.ts';

/** Pictures that can be fetched by URL, for `#emulate(relay, shape=markdown-url)`. The oldest fall out at 32 MB. */
export class PublishedPictures {
  readonly #pictures = new ByteCache<Picture>(32 * 1024 * 1024);

  /** Returns the path under which the picture is served. */
  publish(picture: Picture): string {
    const name = `${randomBytes(12).toString('hex')}.${picture.format}`;
    // Counted without filler, which takes no memory; a padded picture counts as a small one.
    this.#pictures.set(name, picture, Math.min(picture.sizeBytes, 4 * 1024 * 1024));
    return `/emulator/pictures/${name}`;
  }

  find(name: string): Picture | undefined {
    return this.#pictures.get(name);
  }
}
