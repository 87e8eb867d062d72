import { failures } from '../generation/failure.ts';
import type { Page } from './page.ts';

/** The failure table as it is compiled. */
export function errorPage(): Page {
  return {
    path: '/docs/errors',
    title: 'Errors',
    summary:
      'Every way a generation can fail. Each contract says it in its own words; a failure is never charged.',
    blocks: [
      {
        kind: 'table',
        head: ['Code', 'Meaning', 'What the gateway tries by itself'],
        rows: Object.entries(failures).map(([name, { publicMessage, retry }]) => [
          name,
          publicMessage,
          retry === 'never' ? 'nothing' : retry === 'same-channel' ? 'again' : 'another channel',
        ]),
      },
    ],
  };
}
