import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { createLog } from '../../lib/log.ts';
import { createOutbound } from '../../lib/outbound.ts';
import { openReferenceCache, type ReferenceCache, type ReferenceCacheParts } from './reference-cache.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server that counts what it is asked, and a cache with a folder of its own before it. */
export async function setUpCache(
  context: TestContext,
  answer: Answer,
  options: Partial<ReferenceCacheParts> = {},
) {
  const root = await mkdtemp(path.join(tmpdir(), 'plantain-reference-cache-'));
  const [spoolFolder, folder] = [await mkdtemp(path.join(root, 'spool-')), path.join(root, 'cache')];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url as string);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  context.after(async () => {
    outbound.close();
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true });
  });
  const clock = { nowMs: 1_800_000_000_000, now: () => clock.nowMs };
  const open = () =>
    openReferenceCache({
      outbound,
      clock,
      log: createLog('silent'),
      spoolFolder,
      folder,
      mostBytes: 1_073_741_824,
      mostEntries: 1_000,
      mostMs: 300_000,
      ...options,
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let files = 0;
  return {
    clock,
    open,
    url,
    asked,
    folder,
    spooled: () => readdir(spoolFolder),
    kept: async () => (await readdir(folder)).filter((name) => name.endsWith('.picture')),
    obtain: (
      cache: ReferenceCache,
      target: string,
      wanted: Partial<Parameters<typeof cache.obtain>[0]> = {},
    ) =>
      cache.obtain({
        owner: { keyId: 'key', accountId: 'account', mode: 'live' },
        url: `${url}${target}`,
        path: path.join(spoolFolder, `file-${files++}`),
        signal: new AbortController().signal,
        take: () => undefined,
        ...wanted,
      }),
  };
}
