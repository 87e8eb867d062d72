import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import { askAfter, type Driver, poll, refusedReply } from './driver.ts';

export const generateTask: Driver = {
  async run(door, { model, prompt, wish, references, callbackUrl }) {
    const created = await ask(door, 'POST', `/api/v1/generateTask/${model}`, {
      ...(callbackUrl ? { request_type: 'callback', callback_url: callbackUrl } : {}),
      input: {
        mode: references.length > 0 ? 'image-to-image' : 'text-to-image',
        prompt,
        image_urls: references.length > 0 ? references.map(({ url }) => url) : undefined,
        aspect_ratio: wish.aspectRatio,
        resolution: wish.resolution,
        output_format: wish.outputFormat,
        google_search: wish.search,
      },
    });
    const json = looseJson(created.text);
    const id = at(json, 'data', 'taskId');
    if (created.status !== 200 || typeof id !== 'string') {
      return refusedReply(created, at(json, 'data', 'error') ?? at(json, 'message'));
    }
    const ended = await poll(
      async () => at(await askAfter(door, `/api/v1/statusTask/${model}?taskId=${id}`), 'data'),
      (data) => ['success', 'failed'].includes(String(at(data, 'state'))),
    );
    const urls = list(at(looseJson(String(at(ended, 'resultJson') ?? '')), 'resultUrls'));
    const message = at(ended, 'failMsg');
    return {
      ...created,
      images: urls.map((url) => ({ url: String(url) })),
      ...(typeof message === 'string' ? { message } : {}),
    };
  },
};
