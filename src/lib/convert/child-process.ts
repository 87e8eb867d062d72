import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Starts the conversion process. Its heap is capped everywhere; on Linux the kernel also caps all its
 * private memory at `memoryBytes` and writes no core file, which takes a shell that some images lack.
 * It inherits no environment, so no secret.
 */
export function startChild(memoryBytes: number): ChildProcess {
  const self = fileURLToPath(import.meta.url);
  const entry = path.join(path.dirname(self), `child${path.extname(self)}`);
  // Without --jitless Node 22 and later reserve 512 MB for compiled code that count as data; the work here is libvips.
  const command = [process.execPath, '--jitless', '--max-old-space-size=96', entry];
  // RLIMIT_DATA and not RLIMIT_AS: V8 reserves over a gigabyte of addresses that it never writes to.
  const limits = `ulimit -c 0 && ulimit -d ${Math.floor(memoryBytes / 1024)} && exec "$0" "$@"`;
  const canLimit = process.platform === 'linux' && existsSync(shell);
  const [program, ...args] = canLimit ? [shell, '-c', limits, ...command] : command;
  return spawn(program!, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Large pictures spill into temporary files.
    env: { TMPDIR: tmpdir(), MALLOC_ARENA_MAX: '2' },
  });
}

const shell = '/bin/sh';
