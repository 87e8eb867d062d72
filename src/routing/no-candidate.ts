import type { Channel } from '../channels/channel.ts';
import { Failure } from '../generation/failure.ts';
import { orUnpin, quotedChannel } from '../generation/pinned-channel.ts';
import type { RoutePlan } from './candidates.ts';
import type { Router, Wanted } from './router.ts';

export interface NoCandidateParts {
  readonly router: Router;
  readonly channels: () => readonly Channel[];
}

/** More would be a list, not a sentence. */
const mostReasons = 3;

/** Why nothing can be tried: what passes says when, everything else is final and says what would help. */
export function noCandidate(parts: NoCandidateParts, wanted: Wanted, plan: RoutePlan): Failure {
  const { strict, strategy = 'auto', channel } = wanted.request;
  const reasons = plan.excluded.map((way) => `${way.channel} ${way.reason}`).join('; ');
  const internal = reasons.slice(0, 4_000) || 'no channel is configured';
  if (channel !== undefined && !isTheirs(parts, wanted)) {
    const message = `No channel ${quotedChannel(channel)} makes this model for this key.`;
    return new Failure('invalid_request', { message, param: 'x-plantain-channel', internal });
  }
  const { retryAfterMs } = plan;
  // What a channel could do that is only resting is not unsatisfiable.
  if (retryAfterMs !== undefined) return new Failure('no_channel', { internal, retryAfterMs });
  const anyStrategy = { ...wanted, request: { ...wanted.request, strategy: 'auto' as const } };
  const isOfStrategy = strategy !== 'auto' && isPossible(parts.router.plan(anyStrategy));
  if (!isOfStrategy) {
    const ofNoSize = { ...wanted, referenceBytes: wanted.referenceBytes.map(() => 0), signatureBytes: 0 };
    const sizes = reasonsWithout(parts.router, ofNoSize, plan);
    if (sizes.length > 0) {
      const message = `${cannot(channel, 'take the reference images', sizes)} Send smaller images${helped(channel)}`;
      return new Failure('reference_too_large', { message, internal });
    }
    const ofNoPrompt = { ...wanted, request: { ...wanted.request, prompt: '' } };
    const lengths = reasonsWithout(parts.router, ofNoPrompt, plan);
    if (lengths.length > 0) {
      const message = `${cannot(channel, 'take the prompt', lengths)} Send a shorter one${helped(channel)}`;
      return new Failure('invalid_request', { message, internal });
    }
  }
  if (strict) return new Failure('not_satisfiable', { internal });
  const message = isOfStrategy
    ? `No ${strategy} channel can do this request, others can. Send x-plantain-strategy: auto, or ask the operator for a ${strategy} channel that can.`
    : `${cannot(channel, plan.unable.length > 0 ? 'do this request' : 'make this model', plan.unable)} Ask for something else${helped(channel)}`;
  return new Failure('no_channel', { message, internal });
}

/** The pinned channel is there, for keys of this mode. */
const isTheirs = ({ channels }: NoCandidateParts, { request, mode }: Wanted): boolean =>
  channels().some((channel) => channel.id === request.channel && channel.mode === mode);

const isPossible = ({ candidates, retryAfterMs }: RoutePlan): boolean =>
  candidates.length > 0 || retryAfterMs !== undefined;

/** What stands against it, where it is all that does: what is `easier` could be done. */
function reasonsWithout(router: Router, easier: Wanted, { unable }: RoutePlan): readonly string[] {
  if (unable.length === 0) return [];
  const plan = router.plan(easier);
  return isPossible(plan) ? unable.filter((reason) => !plan.unable.includes(reason)) : [];
}

function cannot(pinned: string | undefined, what: string, reasons: readonly string[]): string {
  const who = pinned === undefined ? 'No channel' : `The channel ${quotedChannel(pinned)}`;
  const one = pinned === undefined ? 'one' : 'it';
  const why = reasons.slice(0, mostReasons).map((reason) => `${one} ${reason}`);
  return `${who} can${pinned === undefined ? '' : 'not'} ${what}${why.length > 0 ? `: ${why.join('; ')}` : ''}.`;
}

const helped = (pinned: string | undefined): string =>
  `${pinned === undefined ? '' : orUnpin}, or ask the operator for a channel that can.`;
