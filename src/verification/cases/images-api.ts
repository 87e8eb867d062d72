import type { Family } from '../family.ts';

/** What only the Images contract says of itself: two forms of the answer, a ratio left to the model, two refusals. */
export const imagesApi: Family = {
  feature: 'images-api',
  rows: ({ contract }) => (contract.isImagesApi ? rows : []),
};

const rows: ReturnType<Family['rows']> = [
  {
    value: 'url',
    label: 'response_format url',
    wish: { responseFormat: 'url' },
    expect: 'image',
    proves: 'The answer is a link, and the picture is behind it.',
    lies: 'It is fetched at once: how long the link lasts is not seen.',
  },
  {
    value: 'b64_json',
    label: 'response_format b64_json',
    wish: { responseFormat: 'b64_json' },
    expect: 'image',
    proves: 'The answer holds the picture itself.',
    lies: 'One picture of one size.',
  },
  {
    value: 'auto',
    label: 'aspect_ratio auto',
    wish: { autoRatio: true },
    expect: 'image',
    proves: 'The word is accepted and gives a picture.',
    lies: 'Any ratio would do: it is the model that chooses.',
  },
  {
    value: 'image-field-refused',
    label: 'The image field is refused',
    wish: { references: 1, refusable: 'image-field' },
    expect: 'refused',
    proves: 'A picture in image instead of image_input ends in a 400, and costs nothing.',
    lies: 'Any other mistake in the request would be refused, too.',
  },
  {
    value: 'data-url-refused',
    label: 'data: URLs are refused',
    wish: { references: 1, refusable: 'data-url' },
    expect: 'refused',
    proves: 'Base64 in image_input ends in a 400, and costs nothing.',
    lies: 'Any other mistake in the request would be refused, too.',
  },
];
