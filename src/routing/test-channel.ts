import { costOfEnd } from '../channels/attempt-cost.ts';
import type { Channel, ChannelCredential } from '../channels/channel.ts';
import { upstreamIdsOf } from '../channels/upstream-ids.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Model, ModelCatalog, UpstreamModel } from '../generation/model.ts';
import { plainRequest } from '../generation/plain-request.ts';
import type { Micros } from '../generation/price.ts';
import type { Provider } from '../generation/provider.ts';
import { Refusal } from '../generation/refusal.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Clock } from '../lib/clock.ts';
import { createHeaderReader } from '../lib/image-header/header-reader.ts';
import { redactText } from '../lib/log.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { ChannelHealth } from './channel-health.ts';
import { hasFreeCall, makeFreeCall } from './free-call.ts';
import { sendToChannel } from './send-to-channel.ts';
import { withoutSecret } from './without-secret.ts';

export interface TestParts {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalog: ModelCatalog;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Absent: nothing is known of the channel here. */
  readonly health?: ChannelHealth;
}

export interface TestWish {
  /** Public name; absent: every model the channel serves, or for a picture the first. */
  readonly model?: string;
  /** One small picture, which costs what the upstream charges; otherwise calls that cost nothing. */
  readonly image: boolean;
}

/** One call of a test. */
export interface ChannelCheck {
  readonly upstreamModel: string;
  readonly credential: string;
  readonly call: 'free' | 'image';
  readonly result: 'accepted' | 'refused' | 'not_possible';
  /** Failure code and what the upstream said, without secrets. */
  readonly code?: string;
  readonly detail?: string;
  readonly durationMs: number;
  /** What it cost; undefined: the channel has no cost set. */
  readonly costMicros: Micros | undefined;
  readonly imageBytes?: number;
}

/** Calls of one test at most: a channel may have many models and credentials. */
const mostChecks = 20;
const imageTimeoutMs = 120_000;

/**
 * Asks a channel whether it works, one call for each of its models and credentials. What is accepted is no longer held
 * against it. Throws a `Refusal` for a model it does not serve.
 */
export async function testChannel(
  parts: TestParts,
  channel: Channel,
  wish: TestWish,
): Promise<ChannelCheck[]> {
  const provider = parts.providers.get(channel.provider);
  if (!provider) throw new Refusal('invalid', `The provider ${channel.provider} is not installed.`);
  const testables = testablesOf(parts, channel, provider, wish.model);
  if (testables.length === 0) throw new Refusal('invalid', 'The channel does not serve this model.', 'model');
  if (wish.image) return [await draw(parts, channel, provider, testables[0] as Testable)];
  const calls = testables
    .flatMap(({ upstream }) => channel.credentials.map((credential) => ({ upstream, credential })))
    .slice(0, mostChecks);
  return Promise.all(calls.map((call) => ask(parts, { channel, provider, ...call })));
}

interface Testable {
  readonly model: Model;
  readonly upstream: UpstreamModel;
}

function testablesOf(
  { catalog }: TestParts,
  channel: Channel,
  provider: Provider,
  name?: string,
): Testable[] {
  const models = name === undefined ? catalog.models : [catalog.find(name)];
  const ids = new Set<string>();
  return models.flatMap((model) => {
    if (!model || (channel.models && !channel.models[model.name])) return [];
    return upstreamIdsOf(channel, provider, model).flatMap((id) => {
      const upstream = catalog.upstream(id);
      if (!upstream || ids.has(id)) return [];
      ids.add(id);
      return [{ model, upstream }];
    });
  });
}

async function ask(
  { outbound, clock, health }: TestParts,
  call: { channel: Channel; provider: Provider; upstream: UpstreamModel; credential: ChannelCredential },
): Promise<ChannelCheck> {
  const named = { upstreamModel: call.upstream.id, credential: call.credential.id, call: 'free' } as const;
  if (!hasFreeCall(call.provider)) {
    const detail = 'This provider has no call that costs nothing. Test with a picture.';
    return { ...named, result: 'not_possible', detail, durationMs: 0, costMicros: 0 };
  }
  const startedAtMs = clock.now();
  const failure = await makeFreeCall({ outbound, clock }, call);
  const durationMs = clock.now() - startedAtMs;
  if (failure) return { ...named, ...refused(failure, call.credential), durationMs, costMicros: 0 };
  health?.credentials.wake(call.credential.id);
  health?.vitals(call.channel.id, call.upstream.id).circuit.suggest(clock.now());
  return { ...named, result: 'accepted', durationMs, costMicros: 0 };
}

async function draw(
  parts: TestParts,
  channel: Channel,
  provider: Provider,
  { model, upstream }: Testable,
): Promise<ChannelCheck> {
  const { clock, outbound, health } = parts;
  const startedAtMs = clock.now();
  const credential = health?.credentials.pick(channel, startedAtMs) ?? channel.credentials[0];
  if (!credential) throw new Refusal('invalid', 'The channel has no credential.');
  const [resolution = '1K'] = upstream.resolutions;
  const named = { upstreamModel: upstream.id, credential: credential.id, call: 'image' } as const;
  const cost = channel.cost?.[model.name];
  let imageBytes = 0;
  try {
    const { images } = await provider.generate({
      request: smallRequest(model, upstream.takesResolution ? { resolution } : {}),
      references: [],
      channel: { ...channel, credential: credential.secret },
      model: upstream,
      // Looked at, not kept.
      images: {
        open() {
          const header = createHeaderReader();
          return {
            write(buffer, start, end) {
              header.feed(buffer, start, end);
              imageBytes += end - start;
            },
            close() {},
            isPicture: () => header.end().ok,
            discard() {},
          };
        },
      },
      // Nobody asks for it after a crash.
      task: { taken: () => Promise.resolve() },
      send: sendToChannel(outbound),
      sendUntrusted: (request, handler) => outbound.send({ ...request, trust: 'untrusted' }, handler),
      clock,
      deadlineMs: startedAtMs + imageTimeoutMs,
    });
    if (images.length === 0 || imageBytes === 0) throw new Failure('no_image');
    health?.credentials.wake(credential.id);
    health?.vitals(channel.id, upstream.id).circuit.reset();
    const costMicros = cost && costOfEnd(cost, 'delivered', [resolution]);
    const durationMs = clock.now() - startedAtMs;
    return { ...named, result: 'accepted', durationMs, costMicros, imageBytes };
  } catch (error) {
    const durationMs = clock.now() - startedAtMs;
    const failure = toFailure(error);
    const costMicros = cost && costOfEnd(cost, failure.code, [resolution]);
    return { ...named, ...refused(failure, credential), durationMs, costMicros };
  }
}

function refused(failure: Failure, { secret }: ChannelCredential) {
  const { code, internal, message } = withoutSecret(failure, secret);
  return { result: 'refused', code, detail: redactText(internal ?? message) } as const;
}

const smallRequest = (
  model: Model,
  shape: Pick<GenerationRequest, 'resolution'> | Record<string, never>,
): GenerationRequest => ({
  ...plainRequest(model.name, 'A single green plantain on a plain white background'),
  ...shape,
});
