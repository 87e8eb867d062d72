import type { Family } from '../family.ts';

export const textToImage: Family = {
  feature: 'text-to-image',
  rows: ({ contract }) =>
    contract.isEdit
      ? []
      : [
          {
            label: 'Text to image',
            wish: {},
            expect: 'image',
            proves: 'A prompt alone gives one PNG, JPEG or WebP picture that can be fetched and read.',
            lies: 'The header of the picture is read, not its content: a blank picture would pass.',
          },
        ],
};
