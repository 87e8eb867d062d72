import { Failure } from '../../generation/failure.ts';
import { noUsage, type Usage } from '../../generation/outcome.ts';
import type { ImageWriter } from '../../generation/provider.ts';
import type { Capture } from '../../lib/json-scan/capture.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { asArray, asObject, asText, type Json } from '../../lib/loose-json.ts';
import {
  type FoundImage,
  type FoundImages,
  hasNone,
  isArrived,
  mayBePicture,
  noneFound,
  readMarkdown,
} from './found-image.ts';
import { openaiFailure, readError } from './openai-failure.ts';
import { tokenCount } from './token-count.ts';
import { toldFailure } from './told-failure.ts';

/** What a 200 of the Images or the chat API holds. */
export interface OpenaiAnswer {
  readonly images: FoundImages;
  readonly text: string;
  readonly usage: Usage;
  /** The model the gateway names; absent when it names none. */
  readonly model?: string;
}

type WriterOf = (capture: Capture) => ImageWriter | undefined;

/** Throws the `Failure` behind an answer without an image. */
export function readOpenaiAnswer(json: ScannedJson, writerOf: WriterOf): OpenaiAnswer {
  const body = asObject(json.value);
  const choice = asObject(asArray(body.choices)[0]);
  const error = readError(body.error ?? choice.error);
  // Some gateways have sent their 200 before they know of the failure.
  if (Object.keys(error).length > 0) {
    throw openaiFailure(Number(error.code) || 502, JSON.stringify({ error }));
  }
  const { images, text } = body.choices ? readChoice(choice, json, writerOf) : readData(body, json, writerOf);
  if (hasNone(images)) throw withoutImage(body, choice, text);
  const model = asText(body.model);
  return { images, text, usage: readUsage(asObject(body.usage)), ...(model ? { model } : {}) };
}

interface Read {
  readonly images: FoundImages;
  readonly text: string;
}

const readData = (body: Json, json: ScannedJson, writerOf: WriterOf): Read => ({
  images: {
    fields: asArray(body.data).flatMap((item) => imageOf(item, json, writerOf)),
    inText: [],
    links: [],
  },
  text: '',
});

/** Pictures stand in `images`, in the parts of `content`, or in its Markdown; some gateways say one twice. */
function readChoice(choice: Json, json: ScannedJson, writerOf: WriterOf): Read {
  const { content, images } = asObject(choice.message);
  const parts =
    typeof content === 'string' ? [{ type: 'text', text: content }] : asArray(content).map(asObject);
  const found = noneFound();
  const words: string[] = [];
  for (const part of parts) {
    if (typeof part.text !== 'string') {
      found.fields.push(...imageOf(part, json, writerOf));
      continue;
    }
    words.push(readMarkdown(part.text, json, writerOf, found));
  }
  const text = words.join('').trim();
  const listed = asArray(images).flatMap((image) => imageOf(image, json, writerOf));
  if (listed.length > 0) {
    const inText = [...found.fields.filter(isArrived), ...found.inText];
    return { images: { fields: listed, inText, links: found.links }, text };
  }
  // A relay of last resort: nothing but the address.
  if (hasNone(found) && /^https?:\/\/\S{1,2048}$/.test(text)) {
    return { images: { fields: [], inText: [], links: [{ url: text, isProse: true }] }, text: '' };
  }
  return { images: found, text };
}

/** A picture as an address, a data URL or Base64, in the objects gateways wrap them in. */
function imageOf(value: unknown, json: ScannedJson, writerOf: WriterOf): FoundImage[] {
  if (typeof value === 'string') {
    const whole = json.captureOf(value);
    const captures = whole ? [whole] : json.split(value).filter((piece) => typeof piece !== 'string');
    const writers = captures.flatMap((capture) => writerOf(capture) ?? []);
    if (writers.length > 0) return writers;
    return /^https?:\/\//i.test(value) ? [{ url: value }] : [];
  }
  const { b64_json, url, image_url } = asObject(value);
  const named = [b64_json, url, image_url]
    .map((inner) => (inner === undefined || inner === null ? [] : imageOf(inner, json, writerOf)))
    .filter((images) => images.length > 0);
  // new-api writes every member, and leaves empty what it has not.
  return named.find((images) => images.some(mayBePicture)) ?? named[0] ?? [];
}

function withoutImage(body: Json, choice: Json, text: string): Failure {
  const refusal = asText(asObject(choice.message).refusal);
  const internal = `${asText(choice.finish_reason)} ${refusal || text.slice(0, 500)}`.trim();
  if (choice.finish_reason === 'content_filter' || refusal !== '') {
    return new Failure('content_blocked', { internal });
  }
  const told = toldFailure(body);
  if (told) return told;
  if (!Array.isArray(body.data) && !Array.isArray(body.choices)) {
    // Taken, for all that is known: a picture may be in the making.
    const what = `not the shape of an answer ${JSON.stringify(body).slice(0, 500)}`;
    return new Failure('upstream_truncated', { internal: what, outcomeUnknown: true });
  }
  if (text === '') return new Failure('no_image', { internal: internal || 'the answer has no image' });
  return new Failure('text_only', {
    internal,
    message: `The image model answered with text instead of an image: ${text.slice(0, 300)}`,
  });
}

/** The Images API counts input and output, chat prompt and completion. */
function readUsage(usage: Json): Usage {
  const promptTokens = tokenCount(usage.input_tokens ?? usage.prompt_tokens);
  const output = tokenCount(usage.output_tokens ?? usage.completion_tokens);
  const details = asObject(usage.output_tokens_details ?? usage.completion_tokens_details);
  const prompt = asObject(usage.input_tokens_details ?? usage.prompt_tokens_details);
  const thoughtTokens = tokenCount(details.reasoning_tokens);
  // Thoughts are part of the output; a gateway that does not say what of it was image made nothing else.
  const imageTokens = tokenCount(details.image_tokens ?? output - thoughtTokens);
  return {
    ...noUsage,
    promptTokens,
    promptImageTokens: tokenCount(prompt.image_tokens),
    imageTokens,
    thoughtTokens,
    textTokens: Math.max(0, output - imageTokens - thoughtTokens),
    totalTokens: tokenCount(usage.total_tokens) || promptTokens + output,
  };
}
