/** One text-to-image request as the pipeline takes it. */
export const plainRequest = {
  protocol: 'openai-images',
  model: 'nano-banana-2',
  requestedModel: 'nano-banana-2',
  prompt: 'A ripe plantain on a wooden table, morning light, shallow depth of field',
  references: [],
  count: 1,
  strict: false,
  keep: 'last',
  kind: 'sync-image',
  omitted: [],
};
