import { looseJson } from '../../lib/loose-json.ts';
import { type Asked, ask, at, list } from '../ask.ts';
import type { ImageSource } from '../measure-image.ts';
import { type Driver, eventsOf, type Reply, refusedReply } from './driver.ts';

export const openaiImages: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const [first] = references;
    const dataUrl = first && `data:${first.mediaType};base64,${first.base64}`;
    const urls = wish.refusable === 'data-url' ? [dataUrl] : references.map(({ url }) => url);
    const asked = await ask(door, 'POST', '/v1/images/generations', {
      model,
      prompt,
      response_format: wish.responseFormat ?? 'url',
      ...(wish.refusable === 'image-field'
        ? { image: first?.url }
        : { image_input: urls.length > 0 ? urls : undefined }),
      resolution: wish.resolution,
      aspect_ratio: wish.autoRatio ? 'auto' : wish.aspectRatio,
      output_format: wish.outputFormat,
      output_compression: wish.outputCompression,
      google_search: wish.search,
      stream: wish.stream,
    });
    if (wish.stream && asked.status === 200) return imageEvents(asked);
    const json = looseJson(asked.text);
    if (asked.status !== 200) return refusedReply(asked, at(json, 'error', 'message'));
    return { ...asked, images: imageSources(list(at(json, 'data'))) };
  },
};

/** An answer of events, each with an image of its own. */
export function imageEvents(asked: Asked): Reply {
  const { events, shapeProblem } = eventsOf(asked);
  return { ...asked, images: imageSources(events), ...(shapeProblem ? { shapeProblem } : {}) };
}

export function imageSources(entries: readonly unknown[]): ImageSource[] {
  return entries.flatMap((entry): ImageSource[] => {
    const [url, base64] = [at(entry, 'url'), at(entry, 'b64_json')];
    if (typeof url === 'string') return [{ url }];
    return typeof base64 === 'string' ? [{ base64 }] : [];
  });
}
