import { goalTable, judge } from '../goals.mjs';
import { sections } from '../report.mjs';
import { table } from '../table.mjs';

/** docs/speed.md: the goals, the tables, and where and when each was measured. */
export function page(kept) {
  const figures = figuresOf(kept);
  return [
    '# Speed',
    '',
    'Measured by `npm run bench -- --keep`, which writes this page; no figure is typed, and a test compares it with the',
    'results it was made of. Compare ratios, not absolutes: all contenders ran in turns on one machine, each alone on one',
    'of its cores, with the upstream and the load on another. MB are 10^6 bytes, MB/s count the Base64 the upstream',
    'sends, figures are medians over the rounds. `direct` is the load straight against the upstream: the ceiling. `naive`',
    'is fetch, parse, decode, write; `pipe` is Node passing bytes on. Keys, rows, archive, receipts and metrics are on.',
    '`bench/README.md` has the method.',
    '',
    ...(Object.values(kept).some(({ measured }) => measured.isQuick)
      ? ['Some of it comes from a quick run: shorter, fewer rounds. The last table tells which.', '']
      : []),
    `![${chartTitle}](assets/speed.svg)`,
    ...goalTable(judge(figures)),
    ...sections(figures),
    '',
    '## Measured',
    '',
    ...table(['what', 'when', 'commit', 'machine', 'run'], measuredRows(kept)),
    '',
  ].join('\n');
}

const chartTitle =
  'Bars: this gateway beside nginx, a plain pipe, a naive gateway and Portkey, and its memory';

function measuredRows(kept) {
  return Object.values(kept).map(({ scenario, measured }) => [
    scenario,
    measured.at,
    measured.commit,
    measured.machine,
    measured.isQuick ? 'quick' : 'full',
  ]);
}

/** `{ [scenario]: figures }` of kept results. */
export const figuresOf = (kept) =>
  Object.fromEntries(Object.values(kept).map(({ scenario, figures }) => [scenario, figures]));
