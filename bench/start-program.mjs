import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const started = new Set();
process.once('exit', killAll);

/**
 * Starts a program on a core and waits for a line of its output that matches `ready`. Output goes to a file, so
 * that reading it costs the run nothing. Returns `{ pid, match, stop() }`.
 */
export async function startProgram({ command, args, env = {}, core, logFile, ready, limitMs = 30_000 }) {
  const log = openSync(logFile, 'w');
  const pinned = core === undefined ? [command, ...args] : ['taskset', '-c', String(core), command, ...args];
  const child = spawn(pinned[0], pinned.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  started.add(child);
  const exited = once(child, 'exit').finally(() => started.delete(child));
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    const text = readFileSync(logFile, 'utf8');
    const match = ready.exec(text);
    if (match) return { pid: child.pid, match, stop: () => stop(child, exited) };
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`${command} ${args.join(' ')} did not start:\n${text.slice(-4000)}`);
    }
    await sleep(50);
  }
}

async function stop(child, exited) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(killer);
}

/** For an end that nobody planned. */
export function killAll() {
  for (const child of started) child.kill('SIGKILL');
}
