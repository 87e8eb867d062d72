import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import { tierPrice } from '../../src/generation/price.ts';

/** The ways to ask for one image of nano-banana-2 at 1K, and how each refuses for want of money. */
export interface Surface {
  readonly name: string;
  readonly refusedStatus: number;
  readonly refusedWith: RegExp;
  /** The same of a request that the budget of the key does not cover. */
  readonly overBudgetWith: RegExp;
  /** Absent when the request could not be finished: the process died. */
  ask(
    origin: string,
    key: string,
    prompt: string,
    headers?: Record<string, string>,
  ): Promise<Answer | undefined>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

const images = (name: string, more: Record<string, unknown>): Surface => ({
  name,
  refusedStatus: 403,
  refusedWith: /"code":"insufficient_quota"/,
  overBudgetWith: /"message":"The total budget of this API key.*"code":"insufficient_quota"/,
  ask: (origin, key, prompt, headers) =>
    post(`${origin}/v1/images/generations`, key, { model: 'nano-banana-2', prompt, ...more }, headers),
});

const native = (name: string, method: string): Surface => ({
  name,
  refusedStatus: 402,
  refusedWith: /"code":402/,
  overBudgetWith: /"code":402,"message":"The total budget of this API key/,
  ask: (origin, key, prompt, headers) =>
    post(
      `${origin}/v1beta/models/nano-banana-2:${method}`,
      key,
      { contents: [{ parts: [{ text: prompt }] }] },
      headers,
    ),
});

export const imagesUrl = images('Images with a URL', {});
export const imagesBase64 = images('Images with b64_json', { response_format: 'b64_json' });
export const nativeJson = native('native JSON', 'generateContent');
export const nativeStream = native('native stream', 'streamGenerateContent?alt=sse');
export const surfaces = [imagesUrl, imagesBase64, nativeJson, nativeStream];

const listed = shippedPrices.find(({ model }) => model === 'nano-banana-2')?.price;
if (listed?.unit !== 'image') throw new Error('nano-banana-2 is sold by the image');
/** By tier, in micro-USD. */
export const { tiers } = listed;
/** What nano-banana-2 costs at 1K by the shipped price list, in micro-USD. */
export const priceMicros = tierPrice(tiers, '1K');

export async function post(
  url: string,
  key: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: Buffer.from(await response.arrayBuffer()),
    };
  } catch {
    return undefined;
  }
}
