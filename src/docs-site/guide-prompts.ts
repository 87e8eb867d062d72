/** Prompts of the guide; `scripts/guide-pictures.mjs` draws each with the emulator. Prompts are English: the models follow it best. */
export const guidePrompts = {
  photo:
    'A photorealistic close-up portrait of an elderly ceramicist inspecting a tea bowl, soft golden-hour light from a window, 85 mm lens, shallow depth of field',
  sticker:
    'A kawaii sticker of a happy red panda eating a plantain, bold outlines, simple cel shading, on a plain white background',
  lettering:
    'A minimalist poster with the words "OPEN EARLY" in a clean, bold sans-serif, a coffee cup below them, black on warm cream',
  product:
    'A studio product photograph of a matte black ceramic mug on polished concrete, three softboxes, 45-degree angle, crisp focus on the rising steam',
  space:
    'A single red maple leaf in the lower right corner of a vast, empty, off-white canvas, soft diffused light from the upper left, room for text',
  edit: 'Using the given photo of the room, change only the blue sofa to a brown leather chesterfield; keep everything else, also the light, as it is',
} as const;

export type GuidePicture = keyof typeof guidePrompts;
