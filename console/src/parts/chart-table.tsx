import { useSay } from '../language.tsx';
import { Table } from './basic.tsx';
import type { Lines } from './lines.ts';
import { Moment } from './moment.tsx';

/** The figures of a chart, newest first; moments at which nothing happened are left out. */
export function ChartTable({ times, lines }: Lines) {
  const say = useSay();
  const moments = times
    .map((ms, index) => ({ ms, values: lines.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null && value > 0))
    .reverse();
  return (
    <Table head={[say('when'), ...lines.map(({ label }) => label)]}>
      {moments.map(({ ms, values }) => (
        <tr key={ms}>
          <Moment of={new Date(ms).toISOString()} />
          {values.map((value, index) => (
            <td className="number" key={lines[index]?.label}>
              {value === null ? '–' : (lines[index]?.show ?? String)(value)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
