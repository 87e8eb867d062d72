import { parseArgs } from 'node:util';
import type { EmulatorOptions } from './emulation.ts';

type Arguments = (EmulatorOptions & { exitWithStdin: boolean }) | { help: true } | { problem: string };

/** Reads the command line; EMULATOR_PORT stands in for a missing --port. */
export function readArguments(argv: readonly string[], environment: NodeJS.ProcessEnv): Arguments {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (values.help) return { help: true };
  for (const name of ['token-lifetime', 'clock-skew'] as const) {
    if (!Number.isFinite(Number(values[name] ?? 0))) return { problem: `--${name} takes seconds.` };
  }
  const portText = values.port ?? environment.EMULATOR_PORT ?? '0';
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return { problem: `"${portText}" is not a port.` };
  return {
    host: values.host,
    port,
    also: values.also,
    retired: values.retire,
    ...(values.key.length > 0 ? { keys: values.key } : {}),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...seconds(values['token-lifetime'], (lifetime) => ({ tokenLifetimeMs: lifetime * 1000 })),
    ...seconds(values['clock-skew'], (skew) => ({ now: () => Date.now() + skew * 1000 })),
    recorded: 0,
    exitWithStdin: values['exit-with-stdin'],
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
      also: { type: 'string', multiple: true, default: [] },
      retire: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      'token-lifetime': { type: 'string' },
      'clock-skew': { type: 'string' },
      'exit-with-stdin': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

const seconds = (text: string | undefined, use: (seconds: number) => EmulatorOptions): EmulatorOptions =>
  text === undefined ? {} : use(Number(text));
