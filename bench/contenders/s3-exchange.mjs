import { createHash } from 'node:crypto';
import { picture } from '../picture.mjs';

/** Requests for images that are archived out of reach of the file system: one in a hundred is fetched as a client would. */
export const s3Exchange = ({ request, origin }) => ({
  request,
  async accept({ status, text }, { sizeBytes, inspect }) {
    if (status !== 200) throw new Error(`status ${status}: ${text.slice(0, 300)}`);
    const { pathname } = new URL(JSON.parse(text).data[0].url);
    if (!inspect) return;
    const hash = createHash('sha256');
    for await (const piece of (await fetch(origin + pathname)).body) hash.update(piece);
    if (hash.digest('hex') !== picture(sizeBytes).sha256) throw new Error(`${pathname} is not what was sent`);
  },
});
