import { ratioOf } from './goals.mjs';
import { median } from './measure/statistics.mjs';

/** The whole report as Markdown that is also legible in a terminal. */
export function report({ machine, startedAt, seconds, isQuick, placement, figures, goals, failures }) {
  const { processor, cores, memoryGb, kernel, node } = machine;
  return [
    `# Bench${isQuick ? ' (quick)' : ''}`,
    '',
    `${startedAt}, ${Math.round(seconds)} s; ${cores} × ${processor}, ${memoryGb} GB, Linux ${kernel}, Node ${node}; ${placement}.`,
    'Medians over the rounds; ratios are taken within each round. MB = 10^6 bytes; MB/s counts the base64 the upstream sends.',
    ...throughput(figures.throughput ?? {}),
    ...latency(figures.latency ?? {}),
    ...manyInFlight(figures.manyInFlight ?? {}),
    ...single('Status polls', figures.polls, {
      'polls/s': ['pollsPerSecond', 0],
      'CPU ms each': ['cpuMsPerPoll', 3],
      'p50 ms': ['p50Ms', 1],
      'p99 ms': ['p99Ms', 1],
    }),
    ...single('Tasks: accept to first attempt', figures.starts, {
      'p50 ms': ['p50Ms', 0],
      'p99 ms': ['p99Ms', 0],
      tasks: ['tasks', 0],
    }),
    ...single('Log levels: 50 KB × 32', figures.logLevels, { 'CPU ms': ['cpuMsPerAnswer', 3] }),
    ...single('Idle', figures.idle, { 'memory MB': ['residentMb', 0] }),
    ...goalTable(goals),
    ...failures.map((failure) => `\nFAILED: ${failure}`),
    '',
  ].join('\n');
}

function throughput(figures) {
  const columns = {
    'MB/s per core': ['mbPerCore', 0],
    'MB/s': ['mbPerSecond', 0],
    'answers/s': ['answersPerSecond', 0],
    'CPU ms each': ['cpuMsPerAnswer', 2],
    'p50 ms': ['p50Ms', 1],
    'p99 ms': ['p99Ms', 1],
    'peak MB': ['peakMb', 0],
  };
  return Object.entries(figures).flatMap(([size, contenders]) =>
    section(`Throughput: ${size}`, contenders, columns, {
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
    section(`In flight: ${count} × 8 MB answered at once`, contenders, {
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
    }),
  );
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
    ...table(['', ...Object.keys(columns), ...Object.keys(computed), 'rounds'], rows),
  ];
}

function goalTable(goals) {
  const bounds = (sign, numbers) => (numbers ? `${sign} ${numbers.join(' / ')}` : '');
  const verdict = (isMet) => (isMet === undefined ? '' : isMet ? 'met' : 'NOT MET');
  const rows = goals.map(({ id, work, sign, must, aim, values, isMet, isAimMet }) => [
    id,
    work,
    values
      ? values.map((value) => shown(value, value < 10 ? 2 : value < 100 ? 1 : 0)).join(' / ')
      : 'not measured',
    bounds(sign, must),
    verdict(isMet),
    bounds(sign, aim),
    verdict(isAimMet),
  ]);
  return ['', '## Goals', '', ...table(['', 'work', 'measured', 'must', '', 'aim', ''], rows)];
}

const shown = (number, decimals) => (Number.isFinite(number) ? number.toFixed(decimals) : '-');

function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)];
}
