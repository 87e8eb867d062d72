import { useEffect, useRef } from 'react';
import type { Capability } from '../answers.ts';
import { signs, toneOf } from './status.ts';

interface Props {
  readonly title: string;
  readonly rows: readonly Capability[];
  readonly onChoose: (row: Capability) => void;
}

/** One square per row of the table, a line per feature. */
export function Squares({ title, rows, onChoose }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another cell opens is shown, too
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [title]);
  const lines = new Map<string, Capability[]>();
  for (const row of rows) {
    const line = `${row.feature}${row.surface === 'upstream' ? ' (upstream)' : ''}`;
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  return (
    <div className="matrix" ref={place}>
      <h3>{title}</h3>
      {[...lines].map(([line, cells]) => (
        <div className="matrix-row" key={line}>
          <span>{line}</span>
          <div className="cells">
            {cells.map((row) => {
              const tone = toneOf(row);
              const said = `${row.label}: ${row.status}`;
              return (
                <button
                  key={row.case}
                  type="button"
                  className={tone}
                  title={said}
                  aria-label={said}
                  onClick={() => onChoose(row)}
                >
                  {signs[tone]}
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}
