import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type TestGateway, type TestGatewayOptions } from './gateway.test.kit.ts';

export interface SignedGateway extends TestGateway {
  /** The time of the gateway goes so far ahead of ours. */
  advance(ms: number): void;
  /** The body of an answer to the live key, as text. */
  text(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<string>;
  json<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body>;
  /** Asks until a text shows up. */
  until(path: string, shown: RegExp): Promise<string>;
  /** URL of a new image. */
  makeOne(headers?: Record<string, string>): Promise<string>;
}

/** A gateway whose links are good for an hour. */
export async function startSignedGateway({ env, ...rest }: TestGatewayOptions = {}): Promise<SignedGateway> {
  let aheadMs = 0;
  const gateway = await startGateway({
    env: { PLANTAIN_SIGNED_LINKS: '1h', ...env },
    clock: { now: () => Date.now() + aheadMs },
    ...rest,
  });
  const text: SignedGateway['text'] = async (method, path, body, headers = {}) => {
    const response = await fetch(gateway.url + path, {
      method,
      headers: {
        authorization: `Bearer ${gateway.liveKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    return answer;
  };
  return {
    ...gateway,
    text,
    json: async (...args) => JSON.parse(await text(...args)),
    advance(ms) {
      aheadMs += ms;
    },
    async until(path, shown) {
      for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
        const answer = await text('GET', path);
        if (shown.test(answer)) return answer;
        if (Date.now() > deadline) throw new Error(`${path}: ${answer}`);
      }
    },
    async makeOne(headers) {
      const body = { model: 'nano-banana-2', resolution: '0.5K', prompt: `one ${Math.random()}` };
      return linksIn(await text('POST', '/v1/images/generations', body, headers), gateway.url)[0] as string;
    },
  };
}

/** Every link to an artifact in a text, absolute; a relative one is below `origin`. */
export const linksIn = (text: string, origin: string): string[] =>
  [
    ...text.matchAll(/(?:https?:\/\/[\w.:-]+)?\/(?:task-artifacts|console\/api\/thumbnails)\/[\w./?=&-]+/g),
  ].map(([link]) => new URL(link, origin).href);

export const bare = (url: string): string => url.split('?', 1)[0] as string;
