// The chart of the page about speed: bars in panels. It brings its own background, follows the reader's colours, and
// writes larger where it is shown smaller, as on a telephone.
import { median } from '../measure/statistics.mjs';

const width = 440;
const barHeight = 20;
const rowHeight = 27;
const panelHead = 50;
const left = 92;
/** Room for the figure behind the longest bar. */
const right = 66;

const panels = [
  {
    title: '8 MB archived, answered with a URL',
    unit: 'MB/s per core, more is better',
    rows: ['nginx', 'plantain', 'pipe', 'naive'],
    read: ({ throughput }, name) => middle(throughput?.['8 MB']?.[name], 'mbPerCore'),
  },
  {
    title: '8 MB answered as Base64',
    unit: 'MB/s per core, more is better',
    rows: ['nginx', 'plantain', 'portkey'],
    read: ({ base64 }, name) => middle(base64?.[name], 'mbPerCore'),
  },
  {
    title: '8 MB passed on in Google’s contract',
    unit: 'MB/s per core, more is better; plantain archives it too',
    rows: ['nginx', 'plantain', 'pipe'],
    read: ({ native }, name) => middle(native?.[name], 'mbPerCore'),
  },
  {
    title: '100 × 8 MB answered at once: memory',
    unit: 'peak MB, less is better',
    rows: ['nginx', 'plantain', 'pipe', 'naive'],
    read: ({ manyInFlight }, name) => middle(manyInFlight?.[100]?.[name], 'peakMb'),
  },
  {
    title: '1,000 × 8 MB answered at once: memory',
    unit: 'peak MB, less is better',
    rows: ['nginx', 'plantain'],
    read: ({ manyInFlight }, name) => middle(manyInFlight?.[1000]?.[name], 'peakMb'),
  },
];

/** The whole SVG. A contender that was not measured keeps its row, and says so. */
export function chart(figures) {
  let y = 6;
  const drawn = panels.map((panel) => {
    const text = drawPanel(panel, figures, y);
    y += panelHead + panel.rows.length * rowHeight + 12;
    return text;
  });
  const height = y + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">This gateway beside others: ${panels.map(({ title }) => title).join('; ')}</title>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, rows, read }, figures, top) {
  const values = rows.map((name) => read(figures, name));
  const most = Math.max(...values.filter(Number.isFinite), 1);
  const bars = rows.map((name, index) => {
    const y = top + panelHead + index * rowHeight;
    const value = values[index];
    const isKnown = Number.isFinite(value);
    const long = isKnown ? Math.max(2, (value / most) * (width - left - right)) : 0;
    const kind = name === 'plantain' ? 'ours' : 'other';
    const middleY = y + barHeight / 2;
    return [
      `<text class="name ${kind}" x="${left - 8}" y="${middleY}">${name}</text>`,
      `<rect class="${kind}" x="${left}" y="${y}" width="${long.toFixed(1)}" height="${barHeight}" rx="3"/>`,
      `<text class="figure" x="${(left + long + 6).toFixed(1)}" y="${middleY}">${isKnown ? grouped(value) : 'not measured'}</text>`,
    ].join('');
  });
  return [
    `<text class="head" x="14" y="${top + 20}">${title}</text>`,
    `<text class="unit" x="14" y="${top + 38}">${unit}</text>`,
    ...bars,
  ].join('\n');
}

const grouped = (value) => Math.round(value).toLocaleString('en-US');
const middle = (rounds, field) => rounds && median(rounds.map((round) => round[field]));

const style = `
text{font:15px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#1b1e18}
.head{font-weight:600}.unit{font-size:13px;fill:#5a6054}
.name{text-anchor:end}.name,.figure{dominant-baseline:central}.name.ours{font-weight:600}
.paper{fill:#fff}rect.ours{fill:#2c5d2a}rect.other{fill:#b9beab}
@media (min-width:520px){text{font-size:12px}.head{font-size:13px}.unit{font-size:11px}}
@media (prefers-color-scheme:dark){text{fill:#e8ebe2}.unit{fill:#a5ac9c}.paper{fill:#191d18}rect.ours{fill:#8fc973}rect.other{fill:#545c50}}
`;
