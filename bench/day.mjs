// A scripted day: six channels with outages, 429 storms, wrong keys, retired models, blocks and cut bodies, and the
// goals of routing measured over it. Usage: node bench/day.mjs [--short] [--hour-ms 6000] [--rate 20]
import { parseArgs } from 'node:util';
import { shortDay, wholeDay } from '../dist/test/day/day-script.test.kit.js';
import { runDay } from '../dist/test/day/run-day.test.kit.js';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    'hour-ms': { type: 'string' },
    rate: { type: 'string' },
  },
});
const script = values.short ? shortDay : wholeDay;
const { goals, spells, remarks } = await runDay({
  ...script,
  ...(values['hour-ms'] ? { hourMs: Number(values['hour-ms']) } : {}),
  ...(values.rate ? { requestsPerSecond: Number(values.rate) } : {}),
});

const columns = (rows) => {
  const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    );
  console.log();
};
columns([
  ['CHANNEL', 'TROUBLE', 'FOR', 'CALLS IT GOT', 'WASTED UNTIL OPEN', 'BACK AFTER'],
  ...spells.map((spell) => [
    spell.channel,
    spell.trouble,
    `${((spell.toMs - spell.fromMs) / 1000).toFixed(1)} s`,
    String(spell.failed),
    spell.wasted === undefined ? 'did not open' : String(spell.wasted),
    spell.backAfterMs === undefined ? '' : `${(spell.backAfterMs / 1000).toFixed(1)} s`,
  ]),
]);
for (const remark of remarks) console.log(remark);
console.log();
columns([
  ['GOAL', 'AT', 'MEASURED', ''],
  ...goals.map(({ what, goal, measured, isMet }) => [what, goal, measured, isMet ? 'met' : 'MISSED']),
]);
process.exitCode = goals.every(({ isMet }) => isMet) ? 0 : 1;
