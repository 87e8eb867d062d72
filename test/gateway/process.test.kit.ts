import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));

export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything printed so far. */
  readonly output: () => string;
  /** Resolves, whenever it is asked, with the signal that ended it, if one did. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** It ended before it listened. */
export class NeverListened extends Error {
  readonly signal: NodeJS.Signals | null;

  constructor(code: number | null, signal: NodeJS.Signals | null, output: string) {
    super(`plantain serve ended with ${code ?? signal}:\n${output}`);
    this.signal = signal;
  }
}

/** `plantain serve` as a process of its own, as an operator runs it. */
export async function startProcess(
  env: Record<string, string>,
  /** A command that runs it, with its arguments. */
  within: readonly string[] = [],
): Promise<GatewayProcess> {
  const line = [...within, process.execPath, '--enable-source-maps', program, 'serve'];
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const match = /Plantain listens on (http:\S+)/.exec(output);
      if (match) resolve(match[1] as string);
    };
    child.stdout.on('data', look);
    child.once('exit', (code, signal) => reject(new NeverListened(code, signal, output)));
  });
  return {
    child,
    url,
    output: () => output,
    ended,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

/** Runs a `plantain` command to its end; resolves with what it printed. */
export async function runCommand(
  args: readonly string[],
  env: Record<string, string>,
  /** A command that runs it, with its arguments. */
  within: readonly string[] = [],
) {
  const line = [...within, process.execPath, program, ...args];
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}
