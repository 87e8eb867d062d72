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
  const portText = values.port ?? environment.EMULATOR_PORT ?? '0';
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return { problem: `"${portText}" is not a port.` };
  return {
    host: values.host,
    port,
    retired: values.retire,
    ...(values.key.length > 0 ? { keys: values.key } : {}),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
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
      retire: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      'exit-with-stdin': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}
