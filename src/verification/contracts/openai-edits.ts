import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, type Door, fetchBytes, list } from '../ask.ts';
import { type Driver, type Order, refusedReply } from './driver.ts';
import { imageEvents, imageSources } from './openai-images.ts';

/** Sent as a form with files, as OpenAI's SDKs do, or as JSON with URLs where that is what is checked. */
export const openaiEdits: Driver = {
  async run(door, order) {
    const { wish } = order;
    const path = '/v1/images/edits';
    const asked =
      wish.form === 'json'
        ? await ask(door, 'POST', path, {
            ...fieldsOf(order),
            images: order.references.map(({ url }) => ({ image_url: url })),
          })
        : await sendForm(door, path, order);
    if (wish.stream && asked.status === 200) return imageEvents(asked);
    const json = looseJson(asked.text);
    if (asked.status !== 200) return refusedReply(asked, at(json, 'error', 'message'));
    return { ...asked, images: imageSources(list(at(json, 'data'))) };
  },
};

const fieldsOf = ({ model, prompt, wish }: Order) => ({
  model,
  prompt,
  resolution: wish.resolution,
  aspect_ratio: wish.aspectRatio,
  output_format: wish.outputFormat,
  output_compression: wish.outputCompression,
  google_search: wish.search,
  stream: wish.stream,
});

async function sendForm(door: Door, path: string, order: Order) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fieldsOf(order))) {
    if (value !== undefined) form.append(name, String(value));
  }
  for (const [index, { mediaType, base64 }] of order.references.entries()) {
    const file = new File([Buffer.from(base64, 'base64')], `picture-${index + 1}`, { type: mediaType });
    form.append('image[]', file);
  }
  const encoded = new Response(form);
  const answer = await fetchBytes(door.outbound, new URL(path, door.origin), {
    method: 'POST',
    headers: { ...door.headers, 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
  return { ...answer, text: answer.body.toString('utf8') };
}
