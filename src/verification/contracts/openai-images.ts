import { ask, at, list, parseJson } from '../ask.ts';
import type { ImageSource } from '../measure-image.ts';
import { type Driver, refusedReply } from './driver.ts';

export const openaiImages: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const asked = await ask(door, 'POST', '/v1/images/generations', {
      model,
      prompt,
      response_format: 'url',
      image_input: references.length > 0 ? references.map(({ url }) => url) : undefined,
      resolution: wish.resolution,
      aspect_ratio: wish.aspectRatio,
      output_format: wish.outputFormat,
      output_compression: wish.outputCompression,
      google_search: wish.search,
      stream: wish.stream,
    });
    if (wish.stream && asked.status === 200) {
      const events = asked.text
        .split('\n')
        .filter((line) => line.startsWith('data: {'))
        .map((line) => parseJson(line.slice(6)));
      const isStream = asked.headers['content-type']?.startsWith('text/event-stream') ?? false;
      return {
        ...asked,
        images: sources(events),
        ...(isStream ? {} : { shapeProblem: 'the answer is no event stream' }),
      };
    }
    const json = parseJson(asked.text);
    if (asked.status !== 200) return refusedReply(asked, at(json, 'error', 'message'));
    return { ...asked, images: sources(list(at(json, 'data'))) };
  },
};

function sources(entries: readonly unknown[]): ImageSource[] {
  return entries.flatMap((entry): ImageSource[] => {
    const [url, base64] = [at(entry, 'url'), at(entry, 'b64_json')];
    if (typeof url === 'string') return [{ url }];
    return typeof base64 === 'string' ? [{ base64 }] : [];
  });
}
