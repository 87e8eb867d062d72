import type { Family } from '../family.ts';

/** 31,457,280 bytes and one more. */
export const referenceSize: Family = {
  feature: 'reference-size',
  rows: ({ contract }) =>
    contract.references === 'inline'
      ? []
      : [
          {
            value: '30-mib',
            label: 'Reference of exactly 30 MiB',
            wish: { references: 1, referenceSize: 'at-limit' },
            expect: 'image',
            needs: 'outpost',
            proves: 'A PNG of 31,457,280 bytes is fetched and taken.',
            lies: 'Its pixels are few: most of the file is a private chunk that decoders skip.',
          },
          {
            value: '30-mib-and-1-refused',
            label: 'One byte more than 30 MiB is refused',
            wish: { references: 1, referenceSize: 'over-limit' },
            expect: 'refused',
            needs: 'outpost',
            proves: 'A PNG of 31,457,281 bytes ends in a refusal and costs nothing.',
            lies: 'A host that cannot be reached is refused, too.',
          },
        ],
};
