import { usdToMicros } from '../generation/price.ts';
import { isRequestId } from '../lib/ids.ts';
import { looseJson } from '../lib/loose-json.ts';
import { ask, at, type Door, list } from './ask.ts';
import type { Order, Reply } from './contracts/driver.ts';
import { drivers } from './contracts/drivers.ts';
import { type MeasuredImage, measureImage } from './measure-image.ts';
import type { ExpectedCallback, ReceivedCallback } from './outpost.ts';

/** What was seen of one request, from outside. */
export interface Observation {
  readonly status: number;
  readonly images: readonly MeasuredImage[];
  readonly message?: string;
  /** The contract's own word for a refusal. */
  readonly code?: string;
  readonly shapeProblem?: string;
  /** Id of the generation; what the gateway itself says of it follows. */
  readonly requestId?: string;
  readonly channel?: string;
  readonly effectiveModel?: string;
  readonly omitted: readonly string[];
  readonly promptImageTokens?: number;
  readonly chargedMicros?: number;
  /** Cost in the answer's header, where the contract's answer has one. */
  readonly headerMicros?: number;
  /** What the receipt says went wrong. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Calls to upstreams, and how each ended; absent without a receipt. */
  readonly attempts?: readonly SeenAttempt[];
  readonly callback?: ReceivedCallback;
  readonly durationMs: number;
}

export interface SeenAttempt {
  readonly channel: string;
  /** `delivered`, or the code of its failure. */
  readonly result: string;
}

const callbackLimitMs = 20_000;

export interface ObserveInput {
  readonly door: Door;
  readonly contract: string;
  readonly order: Order;
  /** The door is the upstream itself: there is no receipt. */
  readonly direct: boolean;
  /** Where the callback that the order asks for will come to. */
  readonly callback?: ExpectedCallback | undefined;
}

/** Sends one request over its contract and looks at everything that comes back. */
export async function observe(input: ObserveInput): Promise<Observation> {
  const { door, contract, order } = input;
  const driver = drivers[contract];
  if (!driver) throw new Error(`no driver speaks ${contract}`);
  const startedMs = performance.now();
  const reply = await driver.run(door, order);
  const durationMs = Math.round(performance.now() - startedMs);
  const images = await Promise.all(reply.images.map((image) => measureImage(door.outbound, image)));
  const seen = { ...optionals(reply), status: reply.status, images, durationMs };
  if (input.direct) return { ...seen, omitted: [] };
  const id = reply.headers['x-plantain-generation'] ?? reply.headers['x-request-id'];
  const callback = await input.callback?.come(callbackLimitMs);
  return { ...seen, ...(callback ? { callback } : {}), ...(await readReceipt(door, id)) };
}

function optionals({ message, code, shapeProblem, headers }: Reply) {
  const headerMicros = usdToMicros(headers['x-plantain-cost-usd'] ?? '');
  return {
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(shapeProblem === undefined ? {} : { shapeProblem }),
    ...(headerMicros === undefined ? {} : { headerMicros }),
  };
}

/**
 * What `/v1/generations/{id}` says; a request that was refused before it was accepted has no receipt. Rejects where it
 * is not told how it ended.
 */
async function readReceipt(door: Door, id: string | undefined) {
  if (!id || !isRequestId(id)) return { omitted: [] };
  const asked = await ask(door, 'GET', `/v1/generations/${id}`);
  if (asked.status === 404) return { requestId: id, omitted: [] };
  const json = asked.status === 200 ? looseJson(asked.text) : undefined;
  if (json === undefined) throw new Error(`the receipt of ${id} was answered with ${asked.status}`);
  if (at(json, 'finished_at') === null) throw new Error(`${id} did not end while it was waited for`);
  const attempts = list(at(json, 'attempts'));
  const channel = at(attempts.at(-1), 'channel');
  // A failure of several upstream models is none of one of them.
  const models = new Set(attempts.map((attempt) => at(attempt, 'model')));
  const model = at(json, 'effective_model') ?? (models.size === 1 ? [...models][0] : undefined);
  const error = at(json, 'error');
  const tokens = at(json, 'usage', 'prompt_image_tokens');
  const chargedMicros = usdToMicros(String(at(json, 'cost', 'charged_usd') ?? ''));
  return {
    requestId: id,
    attempts: attempts.map((attempt) => ({
      channel: String(at(attempt, 'channel')),
      result: String(at(attempt, 'result')),
    })),
    omitted: list(at(json, 'omitted')).map((omission) => String(at(omission, 'parameter'))),
    ...(error ? { failure: { code: String(at(error, 'code')), message: String(at(error, 'message')) } } : {}),
    ...(typeof channel === 'string' ? { channel } : {}),
    ...(typeof model === 'string' ? { effectiveModel: model } : {}),
    ...(typeof tokens === 'number' ? { promptImageTokens: tokens } : {}),
    ...(chargedMicros === undefined ? {} : { chargedMicros }),
  };
}
