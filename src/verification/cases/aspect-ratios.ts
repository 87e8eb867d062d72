import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const aspectRatioRows: Family = {
  feature: 'aspect-ratio',
  rows: ({ limits }) =>
    limits.aspectRatios.map(
      (aspectRatio): Row => ({
        value: aspectRatio,
        label: aspectRatio,
        wish: { aspectRatio },
        expect: 'image',
        dimension: 'aspect-ratio',
        proves: `Of all ratios, the measured pixels are nearest to ${aspectRatio}.`,
        lies: 'Bars or a crop inside the picture are not seen.',
      }),
    ),
};
