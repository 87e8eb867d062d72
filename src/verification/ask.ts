import { type Collected, collect } from '../lib/http-client/collect.ts';
import type { Outbound } from '../lib/outbound.ts';

/** Who is asked, and as whom. */
export interface Door {
  readonly outbound: Outbound;
  /** Origin without a slash at the end. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where Google's contract lies at an upstream, by `{model}:{method}`; absent: below `/v1beta/models/`. */
  readonly locate?: (method: string) => Promise<Located>;
}

export interface Located {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** A native answer carries its images; one is looked at at a time, and none is larger upstream. */
const maxAnswerBytes = 96 * 1024 * 1024;
/** Longer than the gateway's own deadline for a synchronous answer. */
const answerTimeoutMs = 260_000;

/** Sends JSON and reads the whole answer. Rejects with `HttpFailure`. */
export const ask = (door: Door, method: string, path: string, body?: unknown): Promise<Asked> =>
  askAt(door, { url: new URL(path, door.origin).href, headers: door.headers }, method, body);

/** A method of a model in Google's contract, such as `nano-banana-2:generateContent`. */
export async function askNative(door: Door, method: string, body: unknown): Promise<Asked> {
  if (!door.locate) return ask(door, 'POST', `/v1beta/models/${method}`, body);
  return askAt(door, await door.locate(method), 'POST', body);
}

async function askAt(door: Door, { url, headers }: Located, method: string, body: unknown): Promise<Asked> {
  const answer = await fetchBytes(door.outbound, new URL(url), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
  });
  return { ...answer, text: answer.body.toString('utf8') };
}

export function fetchBytes(
  outbound: Outbound,
  url: URL,
  request: { method: string; headers: Readonly<Record<string, string>>; body?: Buffer },
): Promise<Collected> {
  return collect(
    { send: (sent, handler) => outbound.send({ ...sent, trust: 'configured' }, handler) },
    { url, ...request, timeouts: { headMs: answerTimeoutMs, totalMs: answerTimeoutMs } },
    { maxBytes: maxAnswerBytes },
  );
}

/** Follows keys and indexes into parsed JSON; undefined where it ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
