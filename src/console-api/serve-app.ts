import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StaticFile, StaticFolder } from '../lib/static-folder.ts';

/** Only files of this origin run, nothing frames the page, and a picture may come from where artifacts live. */
const contentPolicy = (artifactOrigin: string) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    `img-src 'self' blob: data: ${artifactOrigin}`,
  ].join('; ');

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Plantain</title><p>The console is being built; this page reloads by itself.
When it does not come, run <code>npm run build:console</code> and look at what it prints.`;

/** Serves the console's pages: built files below `/console/`, and the same page for every address in it. */
export function serveApp(server: FastifyInstance, folder: StaticFolder, publicUrl: () => string): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({
      'content-security-policy': contentPolicy(new URL(publicUrl()).origin),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    const files = await folder.read();
    const name = ((request.params as { '*'?: string })['*'] ?? '').replace(/^\/+/, '');
    const isAsset = name.startsWith('assets/');
    const file = files?.get(name) ?? (isAsset ? undefined : files?.get('index.html'));
    if (file) return send(request, reply, file, isAsset);
    reply.header('cache-control', 'no-store');
    if (isAsset) return reply.code(404).type('text/plain; charset=utf-8').send('No such file.\n');
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  };
  for (const path of ['/console', '/console/*']) server.get(path, answer);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
  isAsset: boolean,
): FastifyReply {
  reply.headers({
    'content-type': file.mediaType,
    etag: file.etag,
    vary: 'accept-encoding',
    // Names of assets carry a hash of their bytes.
    'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}
