import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import type { ImageSource } from '../measure-image.ts';
import { type Driver, eventsOf, refusedReply } from './driver.ts';

/** A conversation of one message; its pictures are data URLs, as chat applications send them. */
export const openaiChat: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const pictures = references.map(({ mediaType, base64 }) => ({
      type: 'image_url',
      image_url: { url: `data:${mediaType};base64,${base64}` },
    }));
    const config = {
      ...(wish.aspectRatio ? { aspect_ratio: wish.aspectRatio } : {}),
      ...(wish.resolution ? { image_size: wish.resolution } : {}),
    };
    const asked = await ask(door, 'POST', '/v1/chat/completions', {
      model,
      messages: [{ role: 'user', content: [{ type: 'text', text: prompt }, ...pictures] }],
      modalities: ['image', 'text'],
      ...(Object.keys(config).length > 0 ? { image_config: config } : {}),
      output_format: wish.outputFormat,
      output_compression: wish.outputCompression,
      google_search: wish.search,
      stream: wish.stream,
    });
    if (asked.status !== 200) return refusedReply(asked, at(looseJson(asked.text), 'error', 'message'));
    if (!wish.stream) {
      const choices = list(at(looseJson(asked.text), 'choices'));
      return { ...asked, images: choices.flatMap((choice) => picturesOf(at(choice, 'message'))) };
    }
    const { events, shapeProblem } = eventsOf(asked);
    const choices = events.flatMap((event) => list(at(event, 'choices')));
    return {
      ...asked,
      images: choices.flatMap((choice) => picturesOf(at(choice, 'delta'))),
      ...(shapeProblem ? { shapeProblem } : {}),
    };
  },
};

function picturesOf(message: unknown): ImageSource[] {
  return list(at(message, 'images')).flatMap((image): ImageSource[] => {
    const url = at(image, 'image_url', 'url');
    if (typeof url !== 'string') return [];
    const base64 = /^data:image\/\w+;base64,/.exec(url);
    return [base64 ? { base64: url.slice(base64[0].length) } : { url }];
  });
}
