import type { Family } from '../family.ts';

export const callback: Family = {
  feature: 'callback',
  rows: ({ contract }) =>
    contract.callback
      ? [
          {
            label: 'Callback is delivered',
            wish: { callback: true },
            expect: 'image',
            needs: 'outpost',
            proves: 'When the task ended, its status was posted with the Standard Webhooks headers.',
            lies: 'One quick receiver; retries are not waited for.',
          },
        ]
      : [],
};
