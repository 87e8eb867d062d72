import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const billing: Family = {
  feature: 'billing',
  rows: ({ limits }) =>
    (limits.resolutions.length > 0 ? limits.resolutions : [undefined]).map(
      (resolution): Row => ({
        value: resolution ?? 'default',
        label: `Bill of a ${resolution ?? 'default'} image`,
        wish: resolution ? { resolution } : {},
        expect: 'image',
        dimension: 'billing',
        proves:
          'The charge in the ledger is the quoted price of one image, and the answer’s header says the same.',
        lies: 'What the upstream bills us is not known here.',
      }),
    ),
};
