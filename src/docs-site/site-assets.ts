import { createHash } from 'node:crypto';

export interface SiteAsset {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Of the bytes; a path with it can be cached for ever. */
  readonly version: string;
}

export interface SiteAssets {
  find(file: string): SiteAsset | undefined;
  /** `/docs/assets/site.css?v=…` */
  path(file: string): string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/** Style, script and pictures of the pages: few and small, so they are kept. */
export function siteAssets(files: ReadonlyMap<string, Buffer>): SiteAssets {
  const assets = new Map(
    [...files].map(([file, bytes]): [string, SiteAsset] => [
      file,
      {
        mediaType: mediaTypes[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        bytes,
        version: createHash('sha256').update(bytes).digest('hex').slice(0, 12),
      },
    ]),
  );
  return {
    find: (file) => assets.get(file),
    path: (file) => `/docs/assets/${file}?v=${assets.get(file)?.version ?? ''}`,
  };
}
