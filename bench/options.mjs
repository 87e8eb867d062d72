import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The options of a run; `names` are the contenders and scenarios there are. */
export function readOptions(names) {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
      folder: { type: 'string', default: tmpdir() },
      contender: { type: 'string', multiple: true, default: names.contenders },
      scenario: { type: 'string', multiple: true, default: names.scenarios },
      'node-option': { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
      gate: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

export const help = ({ contenders, scenarios, onDemand }) => `node bench/run.mjs [options]
  --quick              fewer and shorter rounds, at most 100 in flight: some 3 min (full: 10 to 15 min)
  --dist FOLDER        compiled gateway (default dist)
  --folder FOLDER      where archives and logs of the run go (default: the system's temporary folder)
  --contender NAME     only this one; may be repeated: ${contenders.join(', ')}
  --scenario NAME      only this one; may be repeated: ${scenarios.join(', ')};
                       only by name: ${onDemand.join(', ')}
  --node-option TEXT   for the gateway's process, for instance --cpu-prof; may be repeated
  --keep               write what was measured to docs/speed.jsonl, and the page and the chart made from it
  --gate               exit with 1 when a goal that must be met is not
  BENCH_ROUNDS         rounds of every scenario, instead of its own number`;
