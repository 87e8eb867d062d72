// Redis, keeping nothing, on a free loopback port.
import { pathToFileURL } from 'node:url';
import { freePort, serveUntilStopped, startServer } from './server-process.mjs';

/** `{ env: { REDIS_URL }, stop }`. Uses the server REDIS_URL names; else Debian's redis-server or valkey-server. */
export async function startRedis() {
  const given = process.env.REDIS_URL;
  if (given) return { env: { REDIS_URL: given }, stop: async () => {} };
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = await startServer('redis-server', args, { port }).catch((cause) => {
    throw new Error('no Redis: run test/services/install.sh redis', { cause });
  });
  return { env: { REDIS_URL: `redis://127.0.0.1:${port}` }, stop: server.stop };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await serveUntilStopped(startRedis);
