// What a contender is, and the parts that several share. A contender module exports
//   name        as it stands in the tables
//   start(parts) → { name, port, origin, pids, hasLoop, archives, request(wish), accept(answer, check), stop() }
// `parts` is { upstream: origin of the stub, folder: its own, core, dist, logLevel }. `wish` is
// { sizeBytes, gather?, delayMs?, expect?, references? }. `accept` rejects unless the answer is the right one, and removes what was
// archived. `start` resolves with undefined when the contender cannot run here, after saying why.
import { createHash } from 'node:crypto';
import { readFile, stat, truncate } from 'node:fs/promises';
import { jsonRequest } from '../load/connection.mjs';
import { picture } from '../picture.mjs';

const promptOf = ({ sizeBytes, gather, delayMs, expect }) =>
  [
    `A plantain. size=${sizeBytes}`,
    gather && `gather=${gather}`,
    delayMs && `delay=${delayMs}`,
    expect && `expect=${expect}`,
  ]
    .filter(Boolean)
    .join(' ');

/** Requests and answers of Google's API itself: what a proxy passes on. */
export const nativeExchange = (headers = {}) => ({
  request: (wish) =>
    jsonRequest(
      '/v1beta/models/gemini-3.1-flash-image:generateContent',
      { contents: [{ role: 'user', parts: [{ text: promptOf(wish) }] }] },
      headers,
    ),
  async accept({ status, bodyBytes, text }, { sizeBytes }) {
    const expected = picture(sizeBytes).answer.length;
    if (status !== 200 || bodyBytes !== expected) {
      throw new Error(
        `status ${status} with ${bodyBytes} bytes instead of ${expected}: ${text.slice(0, 300)}`,
      );
    }
  },
});

/** Requests for an image in Base64, in OpenAI's contract; its bytes are compared by `checkBase64`. */
export const base64Exchange = (headers = {}) => ({
  request: (wish) => jsonRequest('/v1/images/generations', base64Body(wish), headers),
  async accept({ status, bodyBytes, text }, { sizeBytes }) {
    const base64Bytes = 4 * Math.ceil(sizeBytes / 3);
    if (status !== 200 || bodyBytes < base64Bytes || bodyBytes > base64Bytes + 4_000) {
      throw new Error(`status ${status} with ${bodyBytes} bytes: ${text.slice(0, 300)}`);
    }
  },
  async check(origin, sizeBytes) {
    const answer = await fetch(`${origin}/v1/images/generations`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(base64Body({ sizeBytes })),
    });
    const { data } = await answer.json();
    const isSame = hashOf(Buffer.from(data?.[0]?.b64_json ?? '', 'base64')) === picture(sizeBytes).sha256;
    if (!isSame) throw new Error(`${origin} answers ${answer.status} without the picture that was sent`);
  },
});

const base64Body = (wish) => ({
  model: 'nano-banana-2',
  prompt: promptOf(wish),
  response_format: 'b64_json',
});

/** Requests for an image that is archived and answered with its URL; `fileOf` finds the file behind it. */
export const archivingExchange = (headers, fileOf) => ({
  request: (wish) =>
    jsonRequest(
      '/v1/images/generations',
      {
        model: 'nano-banana-2',
        prompt: promptOf(wish),
        ...(wish.references ? { image_input: wish.references } : {}),
      },
      headers,
    ),
  async accept({ status, text }, { sizeBytes, inspect }) {
    if (status !== 200) throw new Error(`status ${status}: ${text.slice(0, 300)}`);
    const file = fileOf(new URL(JSON.parse(text).data[0].url).pathname);
    if (inspect) await compare(file, sizeBytes);
    // Not removed: that would slow the creation of the next ones (README, Method).
    await truncate(file);
  },
});

async function compare(file, sizeBytes) {
  const { size } = await stat(file);
  const expected = picture(sizeBytes);
  const isSame = size === sizeBytes && hashOf(await readFile(file)) === expected.sha256;
  if (!isSame) throw new Error(`${file} is not the picture that was sent (${size} of ${sizeBytes} bytes)`);
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
