import type { Family } from '../family.ts';

export const streaming: Family = {
  feature: 'streaming',
  rows: ({ contract }) =>
    contract.stream
      ? [
          {
            label: 'Streaming',
            wish: { stream: true },
            expect: 'image',
            proves: 'The answer is an event stream whose events carry a whole image.',
            lies: 'That the events came one after the other is not measured.',
          },
        ]
      : [],
};
