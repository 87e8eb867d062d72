import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { direct } from './contenders/direct.mjs';
import * as naive from './contenders/naive.mjs';
import * as nginx from './contenders/nginx.mjs';
import * as pipe from './contenders/pipe.mjs';
import * as plantain from './contenders/plantain.mjs';
import * as portkey from './contenders/portkey.mjs';
import { drive } from './load/drive.mjs';
import { placement } from './measure/machine.mjs';
import { sizes } from './picture.mjs';
import { startProgram } from './start-program.mjs';

const all = [nginx, plantain, pipe, naive];

export const contenderNames = [...all, portkey].map(({ name }) => name);

/** Starts the stub and the contenders of a run, each in its own folder below `folder`. */
export async function lineUp(folder, options) {
  const startStub = async (purpose, args = []) => {
    const { pid, match, stop } = await startProgram({
      command: process.execPath,
      args: [fileURLToPath(new URL('./stub-upstream.mjs', import.meta.url)), '0', ...args],
      core: placement?.load,
      logFile: path.join(folder, `${purpose}.log`),
      ready: /listening on (\d+)/,
    });
    return { pid, port: Number(match[1]), stop };
  };
  const stub = await startStub('stub');
  const stubOrigin = `http://127.0.0.1:${stub.port}`;
  const start = (contender, logLevel = 'warn', rest = {}) =>
    contender.start({
      upstream: stubOrigin,
      ...rest,
      folder: path.join(folder, `${contender.name}-${rest.purpose ?? logLevel}`),
      core: placement?.tested,
      dist: path.resolve(options.dist),
      nodeOptions: options['node-option'],
      logLevel,
    });
  const contenders = [];
  for (const contender of all) {
    const started = options.contender.includes(contender.name) && (await start(contender));
    if (started) contenders.push(started);
  }
  return {
    contenders,
    direct: direct(stub),
    stubOrigin,
    startStub,
    startLogging: (logLevel) => start(plantain, logLevel),
    /** Undefined when it is not installed, or not asked for. */
    startPortkey: async () => (options.contender.includes(portkey.name) ? start(portkey) : undefined),
    /** A gateway of its own, in the folder of that name. */
    startApart: (purpose, settings, upstream = stubOrigin) =>
      start(plantain, 'warn', { purpose, settings, upstream }),
  };
}

/**
 * Nobody is measured while the compiler still works on its code: the CPU a gateway spends per answer falls to a
 * third within its first 6,000 or so, and by another fifth within the next 10,000. Throws when a contender answers
 * wrongly, since nothing that follows would mean anything.
 */
export async function warmUp(contenders, nodeWarmUpMs) {
  for (const contender of contenders) {
    const durationMs = contender.hasLoop ? nodeWarmUpMs : 300;
    for (const { share, ...load } of warmUpLoads) {
      const { failures, firstFailure } = await drive(contender, { ...load, durationMs: durationMs * share });
      if (failures > 0)
        throw new Error(`${contender.name}: ${failures} wrong answers, first: ${firstFailure}`);
    }
  }
}

const warmUpLoads = [
  { sizeBytes: sizes.small, connections: 32, share: 0.8 },
  { sizeBytes: sizes.large, connections: 4, share: 0.2 },
];
