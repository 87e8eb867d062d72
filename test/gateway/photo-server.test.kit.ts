import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

export interface PhotoServer {
  readonly url: string;
  /** Requests answered so far. */
  readonly hits: () => number;
  close(): Promise<void>;
}

/** A photograph-like picture: gradients and grain, as JPEG, PNG and WebP under `/photo.{jpeg,png,webp}`; `/huge.png` announces 40 MB. */
export async function startPhotoServer(): Promise<PhotoServer> {
  const base = sharp({
    create: {
      width: 900,
      height: 600,
      channels: 3,
      background: { r: 70, g: 110, b: 60 },
      noise: { type: 'gaussian', mean: 128, sigma: 24 },
    },
  });
  const files = new Map<string, Buffer>();
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    files.set(`/photo.${format}`, await base.clone().toFormat(format).toBuffer());
  }
  let hits = 0;
  const server = createServer((request, response) => {
    hits += 1;
    const name = (request.url ?? '').split('?', 1)[0] as string;
    if (name === '/huge.png') {
      // Nobody who knows how much is to come waits for it.
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 40_000_000 }).flushHeaders();
      return;
    }
    const file = files.get(name);
    if (!file) {
      response.writeHead(404).end('no such photo');
      return;
    }
    response
      .writeHead(200, { 'content-type': `image/${name.split('.')[1]}`, 'content-length': file.length })
      .end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: () => hits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
