import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import { askAfter, type Driver, type Order, poll, refusedReply } from './driver.ts';

/** The parameters of both forms of this gateway family. */
export const modelParams = ({ prompt, wish, references }: Order) => ({
  prompt,
  image_urls: references.length > 0 ? references.map(({ url }) => url) : undefined,
  aspect_ratio: wish.aspectRatio,
  resolution: wish.resolution,
});

export const modelGeneration: Driver = {
  async run(door, order) {
    const created = await ask(door, 'POST', '/model/v1/generation', {
      model: order.model,
      input: [{ params: modelParams(order) }],
      callback_url: order.callbackUrl,
    });
    const id = at(looseJson(created.text), 'id');
    if (created.status !== 200 || typeof id !== 'string') {
      const json = looseJson(created.text);
      return refusedReply(created, at(json, 'error', 'error_message') ?? at(json, 'error'));
    }
    const ended = await poll(
      () => askAfter(door, `/model/v1/generation/task/${id}`),
      (task) => ['completed', 'failed'].includes(String(at(task, 'status'))),
    );
    const content = list(at(ended, 'output')).flatMap((entry) => list(at(entry, 'content')));
    const images = content.filter((entry) => at(entry, 'type') === 'image');
    const message = at(ended, 'error', 'error_message');
    return {
      ...created,
      images: images.map((image) => ({ url: String(at(image, 'url')) })),
      ...(typeof message === 'string' ? { message } : {}),
    };
  },
};
