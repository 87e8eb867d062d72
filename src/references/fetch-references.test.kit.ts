import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Reference } from '../generation/request.ts';
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';
import { createOutbound } from '../lib/outbound.ts';
import { openReferenceCache, type ReferenceCacheParts } from './cache/reference-cache.ts';
import { createFetchReferences, type FetchReferencesParts, type OnReferences } from './fetch-references.ts';

/** A real spool folder, a real web server on loopback, and `fetchReferences` between them. */
export async function setUp(
  context: TestContext,
  listener: RequestListener,
  options: Partial<FetchReferencesParts & ReferenceCacheParts> & { allow?: string[] } = {},
) {
  const spoolFolder = await mkdtemp(path.join(tmpdir(), 'plantain-references-'));
  const cacheFolder = await mkdtemp(path.join(tmpdir(), 'plantain-reference-cache-'));
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outbound = createOutbound({ allow: options.allow ?? ['127.0.0.0/8'] });
  context.after(async () => {
    outbound.close();
    server.closeAllConnections();
    server.close();
    await rm(spoolFolder, { recursive: true });
    await rm(cacheFolder, { recursive: true });
  });
  const owner = { keyId: 'key', accountId: 'account', mode: 'live' } as const;
  const clock = options.clock ?? systemClock;
  const cache = await openReferenceCache({
    outbound,
    clock,
    log: createLog('silent'),
    spoolFolder,
    folder: cacheFolder,
    mostBytes: 1_073_741_824,
    mostEntries: 1_000,
    mostMs: 0,
    ...options,
  });
  const fetchReferences = createFetchReferences({
    cache,
    clock,
    spoolFolder,
    publicUrl: () => 'https://images.example.test',
    findArtifact: async () => ({ state: 'missing' }),
    findUpload: async () => ({ state: 'missing' }),
    ...options,
  });
  let generation = 0;
  return {
    spoolFolder,
    cacheFolder,
    cache,
    outbound,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetchReferences: (references: readonly Reference[], name: string) =>
      fetchReferences(references, name, owner),
    /** Fetches URLs under a fresh generation name. */
    fetchAll: (...urls: string[]) =>
      fetchReferences(
        urls.map((url) => ({ kind: 'url', url })),
        `g${generation++}`,
        owner,
      ),
    fetchNoted: (urls: readonly string[], onChange: OnReferences) =>
      fetchReferences(
        urls.map((url) => ({ kind: 'url', url })),
        `g${generation++}`,
        owner,
        onChange,
      ),
    files: () => readdir(spoolFolder),
  };
}
