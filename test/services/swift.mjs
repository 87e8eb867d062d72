// OpenStack Swift with its S3 interface: a real S3 server that Debian ships, which checks signatures.
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { freePort, serveUntilStopped, startServer } from './server-process.mjs';
import { swiftConfig } from './swift-config.mjs';

const run = promisify(execFile);
const accessKey = 'test:tester';
const secretKey = 'testing';
const bucket = 'plantain-test';
const kinds = ['account', 'container', 'object'];

/**
 * `{ env, stop }` with PLANTAIN_TEST_S3_ENDPOINT, PLANTAIN_TEST_S3_BUCKET and the AWS variables. Uses the server that
 * PLANTAIN_TEST_S3_ENDPOINT names when it is set.
 */
export async function startSwift() {
  if (process.env.PLANTAIN_TEST_S3_ENDPOINT) return { env: {}, stop: async () => {} };
  await run('swift-ring-builder', []).catch((error) => {
    if (error.code === 'ENOENT')
      throw new Error('no Swift: run test/services/install.sh swift', { cause: error });
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-swift-'));
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ports = {};
    for (const name of [...kinds, 'proxy', 'memcached']) ports[name] = await freePort();
    await writeFiles(folder, ports);
    const start = async (name, command, args) => {
      started.push(await startServer(command, args, { port: ports[name] }));
    };
    const memcachedArgs = [
      '-l',
      '127.0.0.1',
      '-p',
      String(ports.memcached),
      '-U',
      '0',
      '-u',
      userInfo().username,
    ];
    await start('memcached', 'memcached', memcachedArgs);
    for (const kind of kinds) {
      await start(kind, `swift-${kind}-server`, [path.join(folder, `${kind}-server.conf`)]);
    }
    await start('proxy', 'swift-proxy-server', [path.join(folder, 'proxy-server.conf')]);
    await makeBucket(ports.proxy);
    return { env: environment(ports.proxy), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeFiles(folder, ports) {
  const user = userInfo().username;
  await mkdir(path.join(folder, 'devices', 'd1'), { recursive: true });
  for (const [name, content] of Object.entries(swiftConfig({ folder, user, ports, accessKey, secretKey }))) {
    await writeFile(path.join(folder, name), content);
  }
  if (process.getuid?.() === 0) await chown(folder, 0, 0);
  for (const kind of kinds) {
    const builder = path.join(folder, `${kind}.builder`);
    await run('swift-ring-builder', [builder, 'create', '1', '1', '0']);
    await run('swift-ring-builder', [builder, 'add', `r1z1-127.0.0.1:${ports[kind]}/d1`, '1']);
    await run('swift-ring-builder', [builder, 'rebalance']);
  }
}

function environment(port) {
  return {
    PLANTAIN_TEST_S3_ENDPOINT: `http://127.0.0.1:${port}`,
    PLANTAIN_TEST_S3_BUCKET: bucket,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: secretKey,
    AWS_REGION: 'us-east-1',
  };
}

/** Through Swift's own interface, which needs no signature. A bucket of the S3 interface is a container. */
async function makeBucket(port) {
  const origin = `http://127.0.0.1:${port}`;
  const headers = { 'x-storage-user': accessKey, 'x-storage-pass': secretKey };
  const login = await fetch(`${origin}/auth/v1.0`, { headers });
  const token = login.headers.get('x-auth-token');
  const account = login.headers.get('x-storage-url');
  if (!token || !account) throw new Error(`Swift refused its own test account: ${login.status}`);
  const made = await fetch(`${account}/${bucket}`, { method: 'PUT', headers: { 'x-auth-token': token } });
  if (!made.ok) throw new Error(`Swift made no bucket: ${made.status} ${await made.text()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await serveUntilStopped(startSwift);
