import type { Caller } from '../generation/caller.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Model } from '../generation/model.ts';
import type { NativeParts } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Router } from './router.ts';
import { withoutSecret } from './without-secret.ts';

export interface CountParts {
  readonly router: Router;
  readonly clock: Clock;
  readonly outbound: Outbound;
}

const timeoutMs = 20_000;

/** Asks the channels that would do the generation, best first, until one has counted. Their health is not judged by it. */
export function createCountTokens(parts: CountParts) {
  return async (model: Model, body: NativeParts, caller: Caller): Promise<unknown> => {
    const { models } = caller.settings;
    if (models && !models.includes(model.name)) {
      throw new Failure('permission_denied', { message: `This API key may not use ${model.name}.` });
    }
    const { candidates } = parts.router.plan({
      model,
      mode: caller.mode,
      request: countRequest(model, body, caller),
      referenceBytes: [],
    });
    let last = new Failure('no_channel', {
      message: `No channel that serves ${model.name} can count tokens. Generate without counting, or ask for a quote.`,
    });
    for (const { channel, provider, upstream } of candidates) {
      const credential = parts.router.health.credentials.pick(channel, parts.clock.now());
      if (!provider.countTokens || !credential) continue;
      try {
        return await provider.countTokens({
          body,
          channel: { ...channel, credential: credential.secret },
          model: upstream,
          timeoutMs,
          send: (request, handler) => parts.outbound.send({ trust: 'configured', ...request }, handler),
        });
      } catch (error) {
        last = withoutSecret(toFailure(error), credential.secret);
        if (last.code === 'invalid_request') break;
      }
    }
    throw last;
  };
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
