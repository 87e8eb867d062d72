import { looseJson } from '../../lib/loose-json.ts';
import { type Asked, ask, type Door } from '../ask.ts';
import type { Wish } from '../case.ts';
import type { ImageSource } from '../measure-image.ts';

/** A request of a check with everything it needs to be sent. */
export interface Order {
  readonly model: string;
  readonly prompt: string;
  readonly wish: Wish;
  /** Input images: URLs, or their bytes where the contract takes them inline. */
  readonly references: readonly OrderReference[];
  readonly callbackUrl?: string;
}

export interface OrderReference {
  readonly url: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** What a contract answered, read the way its clients read it. */
export interface Reply {
  /** Of the answer to the create. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly images: readonly ImageSource[];
  /** The sentence beside a failure. */
  readonly message?: string;
  /** The contract's own word for a refusal, where its status does not tell it from others. */
  readonly code?: string;
  /** Anything that has to be told of the shape of the answer: what a client would trip over. */
  readonly shapeProblem?: string;
}

export interface Driver {
  /** The door is the gateway with a key, or the upstream itself with the channel's. */
  run(door: Door, order: Order): Promise<Reply>;
}

/** A create that was refused, with the first text that looks like its message. */
export function refusedReply(asked: Asked, message: unknown): Reply {
  return {
    status: asked.status,
    headers: asked.headers,
    images: [],
    message: typeof message === 'string' ? message : asked.text.slice(0, 300),
  };
}

/** The JSON of server-sent events; what ends a stream in words is none. */
export function eventsOf({ text, headers }: Asked): { events: unknown[]; shapeProblem?: string } {
  const events = text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .map((line) => looseJson(line.slice(6)));
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  return { events, ...(isStream ? {} : { shapeProblem: 'the answer is no event stream' }) };
}

/** How a task stands. Rejects where that is not told: it says nothing of the task. */
export async function askAfter(door: Door, path: string): Promise<unknown> {
  const asked = await ask(door, 'GET', path);
  const json = asked.status < 300 ? looseJson(asked.text) : undefined;
  if (json !== undefined) return json;
  throw new Error(`how a task stands was answered with ${asked.status}: ${asked.text.slice(0, 200)}`);
}

const pollMs = 1_000;
const pollLimitMs = 16 * 60_000;

/** Asks until `ended` says so, at first quickly: the sandbox answers within a moment. */
export async function poll<Result>(
  ask: () => Promise<Result>,
  ended: (result: Result) => boolean,
): Promise<Result> {
  const startedMs = performance.now();
  for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, pollMs)) {
    const result = await ask();
    if (ended(result) || performance.now() - startedMs > pollLimitMs) return result;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
