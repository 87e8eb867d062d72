import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Log } from '../lib/log.ts';

/** The emulator is a program of its own: it is started by path, never imported. */
const program = fileURLToPath(new URL('../../emulator/main.js', import.meta.url));

/** Longest the emulator may take to listen. */
const startLimitMs = 20_000;

/** The emulator ended before it listened; it wrote why to the same place as this process. */
export class SandboxUnavailable extends Error {
  override readonly name = 'SandboxUnavailable';

  constructor(port: number) {
    const advice =
      port === 0 ? '' : ` EMULATOR_PORT is ${port}: stop what listens there, or set another one.`;
    super(`The sandbox did not start; the line above says why.${advice}`);
  }
}

export interface Sandbox {
  readonly url: string;
  close(): Promise<void>;
}

/** A model id to serve beside those the emulator knows, by one of them. */
export interface SandboxModel {
  readonly id: string;
  readonly like: string;
  readonly resolutions: readonly string[];
  readonly aspectRatios: readonly string[];
  readonly maxReferences: number;
  readonly takesResolution: boolean;
  readonly takesSearch: boolean;
}

/** Starts the emulator on a loopback port (0: a free one) as a child that ends with this process. */
export async function startSandbox(
  port: number,
  models: readonly SandboxModel[],
  log: Log,
): Promise<Sandbox> {
  const start = (at: number) => spawn(at, models);
  let child = start(port);
  const url = await listening(child, port);
  const fixedPort = Number(new URL(url).port);
  let closing = false;

  const revive = () => {
    child.once('exit', (code, signal) => {
      if (closing) return;
      log.warn({ code, signal }, 'the sandbox ended; it is started again');
      child = start(fixedPort);
      listening(child, fixedPort).then(revive, (error: unknown) =>
        log.error({ err: error }, 'the sandbox did not start'),
      );
    });
  };
  revive();

  return {
    url,
    async close() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The one that another process started, and ends. */
export const sandboxElsewhere = async (url: string): Promise<Sandbox> => ({ url, close: async () => {} });

function spawn(port: number, models: readonly SandboxModel[]): ChildProcess {
  const also = models.flatMap((model) => ['--also', optionOf(model)]);
  return fork(program, ['--host', '127.0.0.1', '--port', String(port), ...also], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--enable-source-maps'],
  });
}

/** As `plantain emulator --help` has it. */
function optionOf(model: SandboxModel): string {
  const sizes = model.resolutions.map((size) => (size === '0.5K' ? '512' : size));
  const facts = [
    `sizes=${model.takesResolution ? sizes.join('+') : 'none'}`,
    `ratios=${model.aspectRatios.join('+')}`,
    `references=${model.maxReferences}`,
    ...(model.takesSearch ? [] : ['search=none']),
  ];
  return `${model.id}=${model.like},${facts.join(',')}`;
}

/** The emulator's first line says where it listens. */
async function listening(child: ChildProcess, port: number): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const timer = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  try {
    for await (const line of lines) return (JSON.parse(line) as { url: string }).url;
  } finally {
    clearTimeout(timer);
    lines.close();
    child.stdout?.resume();
  }
  throw new SandboxUnavailable(port);
}
