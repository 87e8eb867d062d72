import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import { type Driver, refusedReply } from './driver.ts';
import { imageSources } from './openai-images.ts';

export const openrouterImages: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const asked = await ask(door, 'POST', '/api/v1/images', {
      model: `google/${model}`,
      prompt,
      input_references: references.map(({ url }) => ({ type: 'image_url', image_url: { url } })),
      resolution: wish.resolution,
      aspect_ratio: wish.aspectRatio,
      output_format: wish.outputFormat,
      output_compression: wish.outputCompression,
      google_search: wish.search,
    });
    const json = looseJson(asked.text);
    if (asked.status !== 200) return refusedReply(asked, at(json, 'error', 'message'));
    return { ...asked, images: imageSources(list(at(json, 'data'))) };
  },
};
