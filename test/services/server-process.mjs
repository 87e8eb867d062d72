// Starting and ending one server program of the tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const readyTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;

/** A loopback port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs the program and resolves with `{ child, stop }` once the port takes connections. Rejects with its output. */
export async function startServer(command, args, { port, stopSignal = 'SIGTERM', ...options }) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(`${error}`));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.kill(stopSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  };

  const deadline = Date.now() + readyTimeoutMs;
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      if (child.pid !== undefined) await stop();
      throw new Error(`${command} did not start:\n${output}`);
    }
    await sleep(50);
  }
  return { child, stop };
}

function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** When the module was started as a program: prints the environment and keeps the service until it is told to end. */
export async function serveUntilStopped(start) {
  const service = await start();
  for (const [name, value] of Object.entries(service.env)) console.log(`${name}=${value}`);
  const stop = async () => {
    await service.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // Ends also when whoever started it is gone, so that no server is left behind.
  process.stdin.once('end', stop).once('error', stop).resume();
}
