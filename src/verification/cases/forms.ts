import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

export const forms: Family = {
  feature: 'form',
  rows: ({ contract }) =>
    contract.isEdit
      ? (['multipart', 'json'] as const).map(
          (form): Row => ({
            value: form,
            label: form === 'multipart' ? 'Sent as a form with a file' : 'Sent as JSON with a URL',
            wish: { references: 1, form },
            expect: 'image',
            proves:
              form === 'multipart'
                ? 'A file in a multipart form is taken as the picture to edit.'
                : 'A URL in a JSON body is taken as the picture to edit.',
            lies: 'One file of a few kilobytes: how a long upload is taken is not seen.',
          }),
        )
      : [],
};
