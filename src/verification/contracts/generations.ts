import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import { askAfter, type Driver, poll, refusedReply } from './driver.ts';

export const generations: Driver = {
  async run(door, { model, prompt, wish, references, callbackUrl }) {
    const created = await ask(door, 'POST', '/v1/generations', {
      model,
      prompt,
      references: references.map(({ url }) => url),
      resolution: wish.resolution,
      aspect_ratio: wish.aspectRatio,
      output_format: wish.outputFormat,
      output_compression: wish.outputCompression,
      search: wish.search,
      callback_url: callbackUrl,
      wait: 100,
    });
    const id = at(looseJson(created.text), 'id');
    if (created.status >= 300 || typeof id !== 'string') {
      return refusedReply(created, at(looseJson(created.text), 'detail'));
    }
    const ended = await poll(
      () => askAfter(door, `/v1/generations/${id}`),
      (json) => at(json, 'finished_at') !== null,
    );
    const images = list(at(ended, 'images')).map((image) => ({ url: String(at(image, 'url')) }));
    const message = at(ended, 'error', 'message');
    return { ...created, images, ...(typeof message === 'string' ? { message } : {}) };
  },
};
