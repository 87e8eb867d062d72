import type { Family } from '../family.ts';

export const search: Family = {
  feature: 'search',
  rows: ({ contract, upstream }) =>
    contract.search && upstream.takesSearch
      ? [
          {
            label: 'Search grounding',
            wish: { search: true },
            expect: 'image',
            proves: 'The search tool is sent upstream, not left out, and an image comes back.',
            lies: 'The model decides whether it searches.',
          },
        ]
      : [],
};
