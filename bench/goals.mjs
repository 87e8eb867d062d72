// The goals of DESIGN §7, how each is read from the figures of a run, and their table.
import { median, percentile } from './measure/statistics.mjs';
import { shown, table } from './table.mjs';

/** Highest or lowest value of each; `must` and `aim` are bounds in the order of `read`'s values. */
const goals = [
  ratio('P1', '8 MB archived, MB/s per core × nginx', archived('8 MB'), 'nginx', [0.35], [0.5]),
  ratio('P1', '20 MB archived, MB/s per core × nginx', archived('20 MB'), 'nginx', [0.35], [0.5]),
  ratio('P1', '8 MB archived, MB/s per core × naive', archived('8 MB'), 'naive', [3.3]),
  ratio('P1', '20 MB archived, MB/s per core × naive', archived('20 MB'), 'naive', [3.3]),
  ratio('P2', '1.5 MB archived, MB/s per core × nginx', archived('1.5 MB'), 'nginx', [0.33], [0.45]),
  ratio('P5', '8 MB as Base64, MB/s per core × Portkey', ({ base64 }) => base64, 'portkey', [8], [12]),
  ratio(
    'P6',
    '8 MB native and archived, MB/s per core × nginx',
    ({ native }) => native,
    'nginx',
    [0.25],
    [0.38],
  ),
  atMost('P8', 'resident memory, 1,000 × 8 MB in flight, MB', [200], [120], (figures) => [
    worst(figures.manyInFlight?.[1000]?.plantain, 'peakMb'),
  ]),
  atMost('P8', 'the same with 20 MB', [200], [120], ({ hugeInFlight }) => [
    worst(hugeInFlight?.plantain, 'peakMb'),
  ]),
  atMost('P8', 'the same with 8 MB and S3', [200], [120], ({ s3InFlight }) => [
    worst(s3InFlight?.plantain, 'peakMb'),
  ]),
  atMost('P9', 'memory per request that waits for its upstream, KB', [32], [20], ({ waiting }) => [
    middle(waiting?.plantain, 'kbEach'),
  ]),
  atMost('P10', '1,000 × 8 MB: ping p99 / loop p99 / loop max, ms', [40, 20, 250], [15, 10, 100], (figures) =>
    delays(figures.manyInFlight?.[1000]?.plantain),
  ),
  atMost('P10', 'the same with 20 MB', [40, 20, 250], [15, 10, 100], ({ hugeInFlight }) =>
    delays(hugeInFlight?.plantain),
  ),
  atMost('P10', 'the same with 8 MB and S3', [40, 20, 250], [15, 10, 100], ({ s3InFlight }) =>
    delays(s3InFlight?.plantain),
  ),
  atMost('P11', 'added to one 8 MB image, p50 / p99 ms', [10, 25], [6, 12], added('8 MB')),
  atMost('P12', 'added to one 50 KB image, p50 / p99 ms', [1.2, 6], [0.6, 4], added('50 KB')),
  atMost('P13', 'CPU per image MB, 8 MB: plain / TLS upstream, ms', [1.8, 3.2], [1, 2.2], ({ tls }) =>
    [tls?.plantain, tls?.['plantain, TLS upstream']].map((rounds) => middle(rounds, 'cpuMsPerImageMb')),
  ),
  atLeast('P14', '50 KB generations per second of a core', [1500], [3000], (figures) => [
    middle(figures.throughput?.['50 KB']?.plantain, 'answersPerCoreSecond'),
  ]),
  atMost(
    'P16',
    '64 × 14 references of 1.5 MB: CPU ms each / memory MB',
    [70, 260],
    [40, 130],
    ({ references }) => [
      middle(references?.plantain, 'cpuMsPerAnswer'),
      worst(references?.plantain, 'peakMb'),
    ],
  ),
  atMost('P17', 'idle memory, MB', [90], [60], (figures) => [middle(figures.idle?.plantain, 'residentMb')]),
  atLeast(
    'P18',
    'durable accepts per second: SQLite / PostgreSQL',
    [1500, 1500],
    [3000, 3000],
    ({ accepts }) => ['SQLite', 'PostgreSQL'].map((engine) => middle(accepts?.[engine], 'perSecond')),
  ),
  atLeast(
    'P18',
    'status polls per second at 100,000 tasks: any / few / unchanged',
    [8000, 8000, 8000],
    [12000, 12000, 12000],
    ({ polls }) =>
      Object.values(polls ?? { none: undefined }).map((rounds) => middle(rounds, 'pollsPerSecond')),
  ),
  atMost(
    'P19',
    'cost × from 10,000 to 10 million stored: SQLite / PostgreSQL',
    [1.2, 1.2],
    [1.05, 1.05],
    ({ growth }) => ['sqlite', 'postgres'].map((engine) => dearest(growth?.[engine])),
  ),
  atMost('tasks', 'accept to first attempt, p50 ms: SQLite / PostgreSQL', [20, 20], undefined, ({ starts }) =>
    ['SQLite', 'PostgreSQL'].map((engine) => middle(starts?.[engine], 'p50Ms')),
  ),
];

/** `{ id, work, must, aim, values, isMet, isAimMet }` per goal; the last three are undefined where not measured. */
export function judge(figures) {
  return goals.map(({ read, keeps, ...goal }) => {
    const values = read(figures);
    if (!values.every(Number.isFinite)) return { ...goal, values: undefined };
    const within = (bounds) => bounds && values.every((value, index) => keeps(value, bounds[index]));
    return { ...goal, values, isMet: within(goal.must), isAimMet: within(goal.aim) };
  });
}

/** Every goal, met or not, and how far each value is from its bounds. */
export function goalTable(judged) {
  const bounds = (sign, numbers) => (numbers ? `${sign} ${numbers.join(' / ')}` : '');
  const rows = judged.map(({ id, work, sign, must, aim, values, isMet, isAimMet }) => [
    id,
    work,
    values
      ? values.map((value) => shown(value, value < 10 ? 2 : value < 100 ? 1 : 0)).join(' / ')
      : 'not measured',
    bounds(sign, must),
    verdict(isMet, sign, values, must),
    bounds(sign, aim),
    verdict(isAimMet, sign, values, aim),
  ]);
  return ['', '## Goals', '', ...table(['goal', 'work', 'measured', 'must', 'is', 'aim', 'is'], rows)];
}

/** `met, +26 %`: the value that is nearest to its bound, or furthest beyond it, has that much left, or lacks it. */
function verdict(isMet, sign, values, bounds) {
  if (isMet === undefined) return '';
  const room = values.map((value, index) =>
    sign === '≥' ? value / bounds[index] - 1 : 1 - value / bounds[index],
  );
  const percent = Math.round(Math.min(...room) * 100);
  return `${isMet ? 'met' : 'NOT MET'}, ${percent < 0 ? '' : '+'}${percent} %`;
}

/** Median over the rounds of the ratio within each round: neighbours on the machine slow both alike. */
export function ratioOf(rounds, others, field) {
  if (!rounds || !others) return undefined;
  return median(rounds.map((round, index) => round[field] / others[index]?.[field]));
}

function ratio(id, work, contendersOf, other, must, aim) {
  return atLeast(id, work, must, aim, (figures) => {
    const contenders = contendersOf(figures);
    return [ratioOf(contenders?.plantain, contenders?.[other], 'mbPerCore')];
  });
}

function archived(size) {
  return ({ throughput }) => throughput?.[size];
}

function atLeast(id, work, must, aim, read) {
  return { id, work, sign: '≥', must, aim, read, keeps: (value, bound) => value >= bound };
}

function atMost(id, work, must, aim, read) {
  return { id, work, sign: '≤', must, aim, read, keeps: (value, bound) => value <= bound };
}

function added(size) {
  return ({ latency }) =>
    ['addedP50Ms', 'addedP99Ms'].map((field) => middle(latency?.[size]?.plantain, field));
}

function delays(rounds) {
  return ['pingP99Ms', 'loopP99Ms', 'loopMaxMs'].map((field) => middle(rounds, field));
}

/** Of everything a request does, what has grown most. */
const dearest = (works) =>
  works &&
  percentile(
    Object.values(works).map((rounds) => middle(rounds, 'growth')),
    100,
  );

const middle = (rounds, field) => rounds && median(rounds.map((round) => round[field]));
const worst = (rounds, field) =>
  rounds &&
  percentile(
    rounds.map((round) => round[field]),
    100,
  );
