import { drive } from '../load/drive.mjs';
import { cpuMs } from '../measure/process-figures.mjs';
import { sizes } from '../picture.mjs';

export const name = 'logLevels';

const load = { sizeBytes: sizes.small, connections: 32, durationMs: 1500 };

/** What the log line per request costs: everything else is measured with the log at `warn`. */
export async function run({ contenders, alternate, isQuick, startLogging }) {
  const quiet = contenders.find((contender) => contender.name === 'plantain');
  if (isQuick || !quiet) return {};
  const logging = await startLogging('info');
  try {
    await drive(logging, load);
    return await alternate({ contenders: [quiet, logging], rounds: 3, title: 'log levels' }, measure);
  } finally {
    await logging.stop();
  }
}

async function measure(contender) {
  const before = cpuMs(contender.pids);
  const { answers, failures, firstFailure } = await drive(contender, load);
  return { cpuMsPerAnswer: (cpuMs(contender.pids) - before) / answers, failures, firstFailure };
}
