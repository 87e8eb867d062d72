import { goalTable, ratioOf } from './goals.mjs';
import { median } from './measure/statistics.mjs';
import { shown, table } from './table.mjs';

/** The whole report as Markdown that is also legible in a terminal. */
export function report({ measured, seconds, placement, figures, goals, failures }) {
  return [
    `# Bench${measured.isQuick ? ' (quick)' : ''}`,
    '',
    `${measured.at}, commit ${measured.commit}, ${Math.round(seconds)} s; ${measured.machine}; ${placement}.`,
    'Medians over the rounds; ratios are taken within each round. MB = 10^6 bytes; MB/s counts the base64 the upstream sends.',
    ...sections(figures),
    ...goalTable(goals),
    ...failures.map((failure) => `\nFAILED: ${failure}`),
    '',
  ].join('\n');
}

/** The tables of all scenarios that were measured. */
export function sections(figures) {
  return [
    ...throughput(figures.throughput ?? {}),
    ...loaded('Base64 answers: 8 MB', figures.base64, '× portkey', 'portkey'),
    ...loaded('Native answers: 8 MB', figures.native, '× nginx', 'nginx'),
    ...loaded('Upstream with TLS: 8 MB archived', figures.tls, '× plain', 'plantain'),
    ...latency(figures.latency ?? {}),
    ...manyInFlight(figures.manyInFlight ?? {}),
    ...single('In flight: 1,000 × 20 MB answered at once', figures.hugeInFlight, inFlightColumns),
    ...single(
      'In flight: 1,000 × 8 MB answered at once, archived on S3',
      figures.s3InFlight,
      inFlightColumns,
    ),
    ...single('Waiting for a slow upstream', figures.waiting, {
      requests: ['waiting', 0],
      'before MB': ['restMb', 0],
      'then MB': ['waitingMb', 0],
      'KB each': ['kbEach', 1],
    }),
    ...single('References: 64 × 14 × 1.5 MB', figures.references, {
      'CPU ms each': ['cpuMsPerAnswer', 1],
      'p50 ms': ['p50Ms', 0],
      'p99 ms': ['p99Ms', 0],
      'peak MB': ['peakMb', 0],
      'loop p99': ['loopP99Ms', 1],
      'loop max': ['loopMaxMs', 1],
    }),
    ...single('Durable accepts over HTTP, 64 at once', figures.accepts, {
      'accepts/s': ['perSecond', 0],
      'CPU µs each': ['cpuUs', 0],
      'p50 ms': ['p50Ms', 1],
      'p99 ms': ['p99Ms', 1],
    }),
    ...single('Status polls', figures.polls, {
      'polls/s': ['pollsPerSecond', 0],
      'CPU ms each': ['cpuMsPerPoll', 3],
      'p50 ms': ['p50Ms', 1],
      'p99 ms': ['p99Ms', 1],
    }),
    ...Object.entries(figures.growth ?? {}).flatMap(([engine, works]) =>
      single(`Stored generations: ${engine}`, works, {
        'at 10,000, ms': ['fewMs', 3],
        'at 1 million, ms': ['middleMs', 3],
        'at 10 million, ms': ['manyMs', 3],
        '10,000 → 10 million': ['growth', 2],
      }),
    ),
    ...single('Tasks: accept to first attempt', figures.starts, {
      'p50 ms': ['p50Ms', 0],
      'p99 ms': ['p99Ms', 0],
      tasks: ['tasks', 0],
    }),
    ...single('Log levels: 50 KB × 32', figures.logLevels, { 'CPU ms': ['cpuMsPerAnswer', 3] }),
    ...single('Idle', figures.idle, { 'memory MB': ['residentMb', 0] }),
  ];
}

const loadColumns = {
  'MB/s per core': ['mbPerCore', 0],
  'MB/s': ['mbPerSecond', 0],
  'answers/s': ['answersPerSecond', 0],
  'CPU ms each': ['cpuMsPerAnswer', 2],
  'p50 ms': ['p50Ms', 1],
  'p99 ms': ['p99Ms', 1],
  'peak MB': ['peakMb', 0],
};

const inFlightColumns = {
  'peak MB': ['peakMb', 0],
  'before MB': ['restMb', 0],
  'ping p50': ['pingP50Ms', 1],
  'ping p99': ['pingP99Ms', 1],
  'ping max': ['pingMaxMs', 1],
  'loop p99': ['loopP99Ms', 1],
  'loop max': ['loopMaxMs', 1],
  'wall s': ['wallMs', 2, 1000],
  'MB/s per core': ['mbPerCore', 0],
  waited: ['gathered', 0],
  answered: ['answers', 0],
};

function throughput(figures) {
  return Object.entries(figures).flatMap(([size, contenders]) =>
    section(`Throughput: ${size}`, contenders, loadColumns, {
      '× nginx': (rounds) => ratioOf(rounds, contenders.nginx, 'mbPerCore'),
      '× naive': (rounds) => ratioOf(rounds, contenders.naive, 'mbPerCore'),
    }),
  );
}

function latency(figures) {
  return Object.entries(figures).flatMap(([size, contenders]) =>
    section(`Latency: ${size}, one at a time`, contenders, {
      'p50 ms': ['p50Ms', 2],
      'p99 ms': ['p99Ms', 2],
      'added p50': ['addedP50Ms', 2],
      'added p99': ['addedP99Ms', 2],
    }),
  );
}

function manyInFlight(figures) {
  return Object.entries(figures).flatMap(([count, contenders]) =>
    section(`In flight: ${count} × 8 MB answered at once`, contenders, inFlightColumns),
  );
}

/** One kind of answer from several contenders, and how each compares with one of them. */
function loaded(title, contenders, compared, other) {
  if (!contenders || Object.keys(contenders).length === 0) return [];
  return section(title, contenders, loadColumns, {
    [compared]: (rounds) => ratioOf(rounds, contenders[other], 'mbPerCore'),
  });
}

function single(title, contenders, columns) {
  return contenders && Object.keys(contenders).length > 0 ? section(title, contenders, columns) : [];
}

/** `columns`: title → field, decimals, divisor. `computed`: title → function of the rounds. */
function section(title, contenders, columns, computed = {}) {
  const rows = Object.entries(contenders).map(([name, rounds]) => [
    name,
    ...Object.values(columns).map(([field, decimals, divisor = 1]) =>
      shown(median(rounds.map((round) => round[field] / divisor)), decimals),
    ),
    ...Object.values(computed).map((compute) => shown(compute(rounds), 2)),
    String(rounds.length),
  ]);
  return [
    '',
    `## ${title}`,
    '',
    ...table(['contender', ...Object.keys(columns), ...Object.keys(computed), 'rounds'], rows),
  ];
}
