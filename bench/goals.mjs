// The goals of DESIGN §7 that this bench measures so far, and how each is read from the figures of a run.
import { median, percentile } from './measure/statistics.mjs';

/** Highest or lowest value of each; `must` and `aim` are bounds in the order of `read`'s values. */
const goals = [
  ratio('P1', '8 MB archived, MB/s per core × nginx', '8 MB', 'nginx', [0.35], [0.5]),
  ratio('P1', '20 MB archived, MB/s per core × nginx', '20 MB', 'nginx', [0.35], [0.5]),
  ratio('P1', '8 MB archived, MB/s per core × naive', '8 MB', 'naive', [3.3]),
  ratio('P1', '20 MB archived, MB/s per core × naive', '20 MB', 'naive', [3.3]),
  ratio('P2', '1.5 MB archived, MB/s per core × nginx', '1.5 MB', 'nginx', [0.33], [0.45]),
  atMost('P8', 'resident memory, 100 × 8 MB in flight, MB', [200], undefined, (figures) => [
    worst(figures.manyInFlight?.[100]?.plantain, 'peakMb'),
  ]),
  atMost('P8', 'resident memory, 1,000 × 8 MB in flight, MB', [200], [120], (figures) => [
    worst(figures.manyInFlight?.[1000]?.plantain, 'peakMb'),
  ]),
  atMost('P10', 'then: ping p99 / loop p99 / loop max, ms', [40, 20, 250], [15, 10, 100], (figures) => {
    const rounds = figures.manyInFlight?.[1000]?.plantain;
    return ['pingP99Ms', 'loopP99Ms', 'loopMaxMs'].map((field) => middle(rounds, field));
  }),
  atMost('P11', 'added to one 8 MB image, p50 / p99 ms', [10, 25], [6, 12], added('8 MB')),
  atMost('P12', 'added to one 50 KB image, p50 / p99 ms', [1.2, 6], [0.6, 4], added('50 KB')),
  atMost('P13', 'CPU per image MB, plain upstream, 8 MB, ms', [1.8], [1.0], (figures) => [
    middle(figures.throughput?.['8 MB']?.plantain, 'cpuMsPerImageMb'),
  ]),
  atLeast('P14', '50 KB generations per second of a core', [1500], [3000], (figures) => [
    middle(figures.throughput?.['50 KB']?.plantain, 'answersPerCoreSecond'),
  ]),
  atLeast(
    'P18',
    'status polls per second at 100,000 tasks: any / few / unchanged',
    [8000, 8000, 8000],
    [12000, 12000, 12000],
    ({ polls }) =>
      Object.values(polls ?? { none: undefined }).map((rounds) => middle(rounds, 'pollsPerSecond')),
  ),
  atMost('tasks', 'accept to first attempt, p50 ms: SQLite / PostgreSQL', [20, 20], undefined, ({ starts }) =>
    ['SQLite', 'PostgreSQL'].map((engine) => middle(starts?.[engine], 'p50Ms')),
  ),
  atMost('P17', 'idle memory, MB', [90], [60], (figures) => [middle(figures.idle?.plantain, 'residentMb')]),
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

/** Median over the rounds of the ratio within each round: neighbours on the machine slow both alike. */
export function ratioOf(rounds, others, field) {
  if (!rounds || !others) return undefined;
  return median(rounds.map((round, index) => round[field] / others[index]?.[field]));
}

function ratio(id, work, size, other, must, aim) {
  return atLeast(id, work, must, aim, ({ throughput }) => [
    ratioOf(throughput?.[size]?.plantain, throughput?.[size]?.[other], 'mbPerCore'),
  ]);
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

const middle = (rounds, field) => rounds && median(rounds.map((round) => round[field]));
const worst = (rounds, field) =>
  rounds &&
  percentile(
    rounds.map((round) => round[field]),
    100,
  );
