import { imageFormats } from '../../generation/image-format.ts';
import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const referenceTypes: Family = {
  feature: 'reference-type',
  rows: ({ contract }) =>
    imageFormats.map(
      (format): Row => ({
        value: format,
        label: `${format.toUpperCase()} reference${contract.references === 'url' ? ' by URL' : ', inline'}`,
        wish: { references: 1, referenceType: format },
        expect: 'image',
        dimension: 'reference-type',
        proves: `An input image of type ${format} is taken.`,
        lies: 'The picture comes from the archive of this server: slow or odd hosts are not met.',
      }),
    ),
};
