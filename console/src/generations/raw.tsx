import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';

/** Request and answer as they were, credentials and pictures left out. */
export function Raw({ of: receipt }: { readonly of: Generation }) {
  const say = useSay();
  const { raw_request, raw_response, ...told } = receipt;
  const parts = [
    [say('rawRequest'), raw_request],
    [
      raw_response ? `${say('rawResponse')} (${raw_response.status})` : say('rawResponse'),
      raw_response?.body ?? (receipt.finished_at === null ? undefined : say('notKept')),
    ],
    [say('raw'), JSON.stringify(told)],
  ] as const;
  return (
    <Card title={say('rawTitle')}>
      <p className="quiet">{say('rawHint')}</p>
      {parts.map(([title, text]) =>
        text === undefined ? null : (
          <details key={title}>
            <summary>{title}</summary>
            <div className="raw">
              <Copy text={pretty(text)} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard */}
              <pre tabIndex={0}>{pretty(text)}</pre>
            </div>
          </details>
        ),
      )}
    </Card>
  );
}

/** JSON with line breaks; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
