import type { Caller } from '../generation/caller.ts';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import { fewOmissions } from '../generation/few-omissions.ts';
import type { GenerationRequest, Strategy } from '../generation/request.ts';
import type { RouteInput } from '../generation/route-input.ts';
import { noWish } from '../generation/unknown-names.ts';

const strategies: readonly Strategy[] = ['auto', 'value', 'official'];

/**
 * A request as it is accepted: with the wishes of its headers, references that this caller may use, and few omissions.
 * Every contract's requests come through here, tasks' and batches' too, before they are hashed, stored or told.
 */
export async function asWished(
  read: GenerationRequest,
  { headers, caller }: Pick<RouteInput, 'headers' | 'caller'>,
  engine: Engine,
): Promise<GenerationRequest> {
  // A strict request is refused for any of its omissions, so they are counted together after that.
  const request = withFewOmissions(withHeaderWishes(read, headers, caller));
  if (request.references.length === 0) return request;
  const references = await engine.admitReferences(request.references, caller);
  return references === request.references ? request : { ...request, references };
}

function withFewOmissions(request: GenerationRequest): GenerationRequest {
  const few = fewOmissions(request.omitted);
  if (few === request.omitted) return request;
  const { omitted: _, ...rest } = request;
  return { omitted: few, ...rest };
}

/**
 * What any contract's client may ask for by header: `x-plantain-strategy`, `x-plantain-strict`, and with a key that
 * may pin channels `x-plantain-channel`.
 */
function withHeaderWishes(
  request: GenerationRequest,
  headers: Readonly<Record<string, string | undefined>>,
  caller: Caller,
): GenerationRequest {
  const channel = headers['x-plantain-channel'];
  if (channel !== undefined && !caller.settings.pinChannels) {
    throw new Failure('permission_denied', {
      message: 'This API key may not choose a channel. Leave x-plantain-channel out.',
      param: 'x-plantain-channel',
    });
  }
  const strategy = headers['x-plantain-strategy'];
  const known = strategies.find((name) => name === strategy);
  if (strategy !== undefined && !known) {
    throw new Failure('invalid_request', {
      message: `x-plantain-strategy must be one of ${strategies.join(', ')}.`,
      param: 'x-plantain-strategy',
    });
  }
  const strict = request.strict || readSwitch(headers['x-plantain-strict']);
  const missed = strict ? request.omitted.find(({ reason }) => reason !== noWish) : undefined;
  if (missed) {
    throw new Failure('invalid_request', {
      message: `A strict request may not carry ${missed.parameter}: ${missed.reason}.`,
      param: missed.parameter,
    });
  }
  if (strict === request.strict && !known && !channel) return request;
  return { ...request, strict, ...(known ? { strategy: known } : {}), ...(channel ? { channel } : {}) };
}

function readSwitch(value: string | undefined): boolean {
  if (value === undefined || /^(false|0|no)$/i.test(value)) return false;
  if (/^(true|1|yes)$/i.test(value)) return true;
  throw new Failure('invalid_request', {
    message: 'x-plantain-strict must be true or false.',
    param: 'x-plantain-strict',
  });
}
