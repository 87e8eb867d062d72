import type { Caller } from '../generation/caller.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Model } from '../generation/model.ts';
import type { NativeParts } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Candidate } from './candidates.ts';
import type { Router } from './router.ts';
import { sendToChannel } from './send-to-channel.ts';
import { withoutSecret } from './without-secret.ts';

export interface CountParts {
  readonly router: Router;
  readonly clock: Clock;
  readonly outbound: Outbound;
}

/** Over all calls. */
const timeLimitMs = 20_000;
/** As many as an output has attempts. */
const mostCalls = 4;

/**
 * Asks the channels that would do the generation, best first, until one has counted. Calls count against their
 * limits; their health is not judged by it.
 */
export function createCountTokens(parts: CountParts) {
  const { router, clock } = parts;
  return async (model: Model, body: NativeParts, caller: Caller): Promise<unknown> => {
    const { models } = caller.settings;
    if (models && !models.includes(model.name)) {
      throw new Failure('permission_denied', { message: `This API key may not use ${model.name}.` });
    }
    const request = countRequest(model, body, caller);
    const { candidates, retryAfterMs } = router.plan({
      model,
      mode: caller.mode,
      request,
      referenceBytes: [],
    });
    // One that is only resting, or full, can count later.
    const isLater = candidates.length === 0 || candidates.some(({ provider }) => provider.countTokens);
    let last = new Failure('no_channel', {
      message: `No channel that serves ${model.name} can count tokens. Generate without counting, or ask for a quote.`,
      ...(isLater && retryAfterMs !== undefined ? { retryAfterMs } : {}),
    });
    const deadlineMs = clock.now() + timeLimitMs;
    let calls = 0;
    for (const candidate of candidates) {
      if (calls >= mostCalls || clock.now() >= deadlineMs) break;
      try {
        const counting = countOn(parts, candidate, body, deadlineMs);
        if (!counting) continue;
        calls += 1;
        return await counting;
      } catch (error) {
        last = toFailure(error);
        if (last.retry === 'never') break;
      }
    }
    throw last;
  };
}

/** Counts on one channel; undefined when it has no such call, or no room. */
function countOn(
  { router, clock, outbound }: CountParts,
  { channel, provider, upstream, load }: Candidate,
  body: NativeParts,
  deadlineMs: number,
): Promise<unknown> | undefined {
  const nowMs = clock.now();
  if (!provider.countTokens || load.refusal(channel.limits, nowMs) !== undefined) return undefined;
  const credential = router.health.credentials.pick(channel, nowMs);
  if (!credential) return undefined;
  load.enter(nowMs);
  return provider
    .countTokens({
      body,
      isNative: true,
      channel: { ...channel, credential: credential.secret },
      model: upstream,
      clock,
      deadlineMs,
      send: sendToChannel(outbound),
    })
    .catch((error: unknown) => {
      throw withoutSecret(toFailure(error), credential.secret);
    })
    .finally(() => load.leave());
}

const countRequest = (model: Model, body: NativeParts, caller: Caller): GenerationRequest => ({
  protocol: 'gemini',
  model: model.name,
  requestedModel: model.name,
  prompt: '',
  references: [],
  count: 1,
  strict: false,
  keep: 'all',
  kind: 'sync-image',
  omitted: [],
  ...(caller.settings.strategy ? { strategy: caller.settings.strategy } : {}),
  native: { ...body, answer: 'once' },
});
