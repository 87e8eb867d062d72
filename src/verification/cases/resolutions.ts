import type { Resolution } from '../../generation/resolution.ts';
import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const resolutionRows: Family = {
  feature: 'resolution',
  rows: ({ limits, onlySize }) =>
    onlySize
      ? [unsaid(onlySize)]
      : limits.resolutions.map(
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

const unsaid = (onlySize: Resolution): Row => ({
  value: onlySize,
  label: `${onlySize}, the only size`,
  wish: { onlySize },
  expect: 'image',
  dimension: 'resolution',
  proves: `Asked for no size, the picture has the pixels of ${onlySize}.`,
  lies: 'The field that names a size is not sent: this model refuses it.',
});
