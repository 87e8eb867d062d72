import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const resolutionRows: Family = {
  feature: 'resolution',
  rows: ({ limits }) =>
    limits.resolutions.map(
      (resolution): Row => ({
        value: resolution,
        label: resolution,
        wish: { resolution },
        expect: 'image',
        dimension: 'resolution',
        proves: `Asked for ${resolution}, the picture has the pixels of ${resolution}.`,
        lies: 'The area decides; an enlarged small picture would pass.',
      }),
    ),
};
