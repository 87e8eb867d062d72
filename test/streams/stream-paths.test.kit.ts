import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { BigPictures } from './big-pictures.test.kit.ts';
import type { BigUpstream } from './big-upstream.test.kit.ts';
import { type CountedAnswer, type CountedRequest, countAnswer } from './counting-client.test.kit.ts';

export interface Place {
  readonly url: string;
  readonly key: string;
  readonly upstream: BigUpstream;
  readonly pictures: BigPictures;
}

/** A way on which pictures pass through the gateway. */
export interface StreamPath {
  readonly name: string;
  /** Also measured with the archive on S3. */
  readonly onS3?: boolean;
  /** Takes one picture of this size along it; throws when it did not arrive whole. */
  run(place: Place, sizeBytes: number): Promise<void>;
}

type Body = NonNullable<CountedRequest['body']>;

async function ask(
  place: Place,
  channel: string,
  target: string,
  body: Body,
  type = 'application/json',
  more: Readonly<Record<string, string>> = {},
): Promise<CountedAnswer> {
  const headers = {
    authorization: `Bearer ${place.key}`,
    'content-type': type,
    'x-plantain-channel': channel,
    'x-plantain-strategy': 'auto',
    ...more,
  };
  const answer = await countAnswer({ url: place.url + target, headers, body });
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${answer.text}`);
  return answer;
}

const prompt = (sizeBytes: number) => `a picture of size=${sizeBytes} bytes`;
const model = 'nano-banana-2';
const imagesBody = (sizeBytes: number, more: object = {}) => [
  JSON.stringify({ model, prompt: prompt(sizeBytes), ...more }),
];
const base64Length = (sizeBytes: number) => Math.ceil(sizeBytes / 3) * 4;

/** Fetches the first URL of an answer: what was archived, whole. */
async function fetchFirst({ text }: CountedAnswer, sizeBytes: number): Promise<void> {
  const url = /https?:[^"\\ )]+task-artifacts[^"\\ )]+/.exec(text)?.[0];
  assert.ok(url, text);
  const { status, bytes } = await countAnswer({ method: 'GET', url });
  assert.deepEqual([status, bytes], [200, sizeBytes]);
}

/** Images with an answer by URL, from one channel. */
const byUrl =
  (channel: string, more: object = {}) =>
  async (place: Place, sizeBytes: number): Promise<void> => {
    const answer = await ask(place, channel, '/v1/images/generations', imagesBody(sizeBytes, more));
    await fetchFirst(answer, sizeBytes);
  };

const holdsPicture = ({ bytes, text }: CountedAnswer, sizeBytes: number): void =>
  assert.ok(bytes > base64Length(sizeBytes), `${bytes} bytes: ${text.slice(0, 500)}`);

const nativeBody = (sizeBytes: number) => [
  JSON.stringify({ contents: [{ role: 'user', parts: [{ text: prompt(sizeBytes) }] }] }),
];
const native = `/v1beta/models/${model}`;

/** References come small or big; the picture made of them is small. */
const made = 100_000;

/** Sends a request with a reference of the size, and sees that the upstream got it. */
async function refer(
  place: Place,
  sizeBytes: number,
  act: () => Promise<CountedAnswer>,
  factor = 1,
): Promise<void> {
  const before = place.upstream.receivedBytes();
  await act();
  const received = place.upstream.receivedBytes() - before;
  assert.ok(received >= sizeBytes * factor, `the upstream got ${received} bytes`);
}

async function* base64Body(place: Place, sizeBytes: number, before: string, after: string) {
  yield before;
  yield* place.pictures.base64Of(sizeBytes);
  yield after;
}

async function* formBody(place: Place, sizeBytes: number, fields: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(fields)) {
    yield `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  }
  yield '--B\r\ncontent-disposition: form-data; name="image"; filename="p.png"\r\ncontent-type: image/png\r\n\r\n';
  yield* (await place.pictures.bytesOf(sizeBytes)) as AsyncIterable<Buffer>;
  yield '\r\n--B--\r\n';
}

const form = 'multipart/form-data; boundary=B';

const editByForm = (channel: string) => async (place: Place, sizeBytes: number) => {
  const fields = { model, prompt: prompt(made) };
  await refer(place, sizeBytes, () =>
    ask(place, channel, '/v1/images/edits', formBody(place, sizeBytes, fields), form),
  );
};

/** A reference by URL, which the upstream gets as bytes. */
const editByUrl = (channel: string) => async (place: Place, sizeBytes: number) => {
  const image_input = [`${place.upstream.url}/picture/${sizeBytes}`];
  await refer(place, sizeBytes, () =>
    ask(place, channel, '/v1/images/generations', imagesBody(made, { image_input })),
  );
};

async function task(place: Place, channel: string, sizeBytes: number): Promise<void> {
  const submitted = await ask(place, channel, `/api/v1/generateTask/${model}`, [
    JSON.stringify({ input: { mode: 'text-to-image', prompt: prompt(sizeBytes) } }),
  ]);
  const id = /"taskId":"([^"]+)"/.exec(submitted.text)?.[1];
  const url = `${place.url}/api/v1/statusTask/${model}?taskId=${id}`;
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; await sleep(20)) {
    const status = await countAnswer({
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${place.key}` },
    });
    if (status.text.includes('"state":"success"')) return fetchFirst(status, sizeBytes);
    assert.ok(!status.text.includes('"state":"failed"'), status.text);
  }
  throw new Error('the task did not end');
}

export const streamPaths: readonly StreamPath[] = [
  { name: 'Images by URL, and its download', onS3: true, run: byUrl('google') },
  {
    name: 'Images as b64_json',
    async run(place, sizeBytes) {
      const body = imagesBody(sizeBytes, { response_format: 'b64_json' });
      holdsPicture(await ask(place, 'google', '/v1/images/generations', body), sizeBytes);
    },
  },
  {
    name: 'a native answer',
    async run(place, sizeBytes) {
      const answer = await ask(place, 'google', `${native}:generateContent`, nativeBody(sizeBytes));
      holdsPicture(answer, sizeBytes);
    },
  },
  {
    name: 'a native stream of events',
    async run(place, sizeBytes) {
      const target = `${native}:streamGenerateContent?alt=sse`;
      holdsPicture(await ask(place, 'google', target, nativeBody(sizeBytes)), sizeBytes);
    },
  },
  {
    name: 'a chat completion',
    async run(place, sizeBytes) {
      const messages = [{ role: 'user', content: prompt(sizeBytes) }];
      const body = [JSON.stringify({ model, messages })];
      const answer = await ask(place, 'google', '/v1/chat/completions', body);
      holdsPicture(answer, sizeBytes);
    },
  },
  { name: 'a task', run: (place, sizeBytes) => task(place, 'google', sizeBytes) },
  {
    name: 'a conversion',
    async run(place, sizeBytes) {
      const body = imagesBody(sizeBytes, { output_format: 'webp' });
      const { text } = await ask(place, 'google', '/v1/images/generations', body);
      assert.match(text, /\.webp"/);
    },
  },
  { name: 'an OpenAI-compatible upstream’s b64_json', run: byUrl('openai') },
  { name: 'an OpenAI-compatible upstream’s result URL', run: byUrl('openai-url') },
  { name: 'an OpenAI-compatible upstream’s Markdown in a chat', run: byUrl('openai-chat') },
  { name: 'a generateTask upstream', run: byUrl('generate-task') },
  { name: 'a model/v1/generation upstream', run: byUrl('model-generation') },
  { name: 'a form of an edit, inlined for Google', run: editByForm('google') },
  { name: 'a form of an edit, sent on as a form', run: editByForm('openai') },
  { name: 'a form of an edit, inlined in a chat', run: editByForm('openai-chat') },
  { name: 'a form of an edit, inlined in a task', run: editByForm('generate-task') },
  { name: 'a reference by URL, inlined for Google', run: editByUrl('google') },
  {
    name: 'an edit in JSON with a data URL',
    run: (place, sizeBytes) => {
      const before = `{"model":"${model}","prompt":"${prompt(made)}","images":[{"image_url":"data:image/png;base64,`;
      const body = base64Body(place, sizeBytes, before, '"}]}');
      return refer(place, sizeBytes, () => ask(place, 'google', '/v1/images/edits', body));
    },
  },
  {
    name: 'a native body with inline data',
    run: (place, sizeBytes) => {
      const before = '{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"';
      const body = base64Body(place, sizeBytes, before, `"}},{"text":"${prompt(made)}"}]}]}`);
      return refer(place, sizeBytes, () => ask(place, 'google', `${native}:generateContent`, body));
    },
  },
  {
    name: 'a native body with inline data, packed',
    run: (place, sizeBytes) => {
      const before = '{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"';
      const body = base64Body(place, sizeBytes, before, `"}},{"text":"${prompt(made)}"}]}]}`);
      const packed = Readable.from(body).compose(createGzip({ level: 1 })) as AsyncIterable<Buffer>;
      const headers = { 'content-encoding': 'gzip' };
      return refer(place, sizeBytes, () =>
        ask(place, 'google', `${native}:generateContent`, packed, 'application/json', headers),
      );
    },
  },
  {
    name: 'a chat with a data URL',
    run: (place, sizeBytes) => {
      const before = `{"model":"${model}","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,`;
      const after = `"}},{"type":"text","text":"${prompt(made)}"}]}]}`;
      const body = base64Body(place, sizeBytes, before, after);
      return refer(place, sizeBytes, () => ask(place, 'google', '/v1/chat/completions', body));
    },
  },
];
