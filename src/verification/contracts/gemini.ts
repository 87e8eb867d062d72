import { looseJson } from '../../lib/loose-json.ts';
import { askNative, at, list } from '../ask.ts';
import type { ImageSource } from '../measure-image.ts';
import { type Driver, eventsOf, refusedReply } from './driver.ts';

/** Google's own contract; the same body goes to the gateway and to the upstream. */
export const gemini: Driver = {
  async run(door, { model, prompt, wish, references }) {
    const method = wish.stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
    const imageConfig = {
      ...(wish.aspectRatio ? { aspectRatio: wish.aspectRatio } : {}),
      ...(wish.resolution ? { imageSize: wish.resolution === '0.5K' ? '512' : wish.resolution } : {}),
    };
    const asked = await askNative(door, `${model}:${method}`, {
      contents: [
        {
          role: 'user',
          parts: [
            { text: prompt },
            ...references.map(({ mediaType, base64 }) => ({
              inlineData: { mimeType: mediaType, data: base64 },
            })),
          ],
        },
      ],
      generationConfig: {
        responseModalities: wish.search ? ['TEXT', 'IMAGE'] : ['IMAGE'],
        ...(Object.keys(imageConfig).length > 0 ? { imageConfig } : {}),
      },
      ...(wish.search ? { tools: [{ googleSearch: {} }] } : {}),
    });
    const bodies = wish.stream ? eventsOf(asked).events : [looseJson(asked.text)];
    if (asked.status !== 200) {
      const error = at(bodies[0], 'error');
      const reason = list(at(error, 'details')).map((detail) => at(detail, 'reason'));
      const code = reason.find((each) => typeof each === 'string');
      return { ...refusedReply(asked, at(error, 'message')), ...(code ? { code } : {}) };
    }
    const parts = bodies.flatMap((body) => list(at(body, 'candidates', 0, 'content', 'parts')));
    const images = parts.filter((part) => at(part, 'thought') !== true).flatMap(inlineImage);
    const finish = bodies.map((body) => at(body, 'candidates', 0, 'finishReason')).find(Boolean);
    const blocked = bodies.map((body) => at(body, 'promptFeedback', 'blockReason')).find(Boolean);
    const message = images.length > 0 ? {} : { message: `finished with ${String(blocked ?? finish)}` };
    return { ...asked, images, ...message };
  },
};

function inlineImage(part: unknown): ImageSource[] {
  const base64 = at(part, 'inlineData', 'data');
  return typeof base64 === 'string' ? [{ base64 }] : [];
}
