import type { Channel } from '../channels/channel.ts';
import type { Mode } from '../generation/caller.ts';
import type { Model, ModelCatalog, UpstreamModel } from '../generation/model.ts';
import type { Omission } from '../generation/outcome.ts';
import type { Provider } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';

/** One way to do a request: an upstream id on a channel. */
export interface Candidate {
  readonly channel: Channel;
  readonly provider: Provider;
  readonly upstream: UpstreamModel;
  /** What of the request this way leaves out. */
  readonly omitted: readonly Omission[];
}

/** A way that was not taken, and why. */
export interface Excluded {
  readonly channel: string;
  readonly upstreamModel?: string;
  readonly reason: string;
}

export interface RouteInput {
  readonly request: GenerationRequest;
  readonly mode: Mode;
  readonly model: Model;
  readonly catalog: ModelCatalog;
  readonly channels: readonly Channel[];
  readonly providers: ReadonlyMap<string, Provider>;
}

export interface RoutePlan {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

/** The ways to do a request, best first, and the reason against each of the others. */
export function planRoute(input: RouteInput): RoutePlan {
  const candidates: Candidate[] = [];
  const excluded: Excluded[] = [];
  const channels = [...input.channels].sort((a, b) => a.priority - b.priority);
  for (const channel of channels) {
    const reason = channelReason(channel, input);
    if (reason) {
      excluded.push({ channel: channel.id, reason });
      continue;
    }
    for (const id of upstreamIds(channel, input)) {
      const candidate = candidateFor(channel, id, input);
      if ('reason' in candidate) excluded.push({ channel: channel.id, upstreamModel: id, ...candidate });
      else candidates.push(candidate);
    }
  }
  return { candidates, excluded };
}

function upstreamIds(channel: Channel, { model, providers }: RouteInput): readonly string[] {
  const configured = channel.models?.[model.name];
  return configured ?? providers.get(channel.provider)?.upstreamIds?.(model) ?? model.upstreamIds;
}

function channelReason(channel: Channel, input: RouteInput): string | undefined {
  if (!channel.enabled) return 'disabled';
  if (channel.mode !== input.mode) return `serves ${channel.mode} keys only`;
  if (channel.models && !channel.models[input.model.name]) return 'does not serve this model';
  const strategy = input.request.strategy ?? 'auto';
  if (strategy !== 'auto' && channel.mode === 'live' && channel.tier !== strategy) {
    return `is a ${channel.tier} channel`;
  }
  return undefined;
}

function candidateFor(channel: Channel, id: string, input: RouteInput): Candidate | { reason: string } {
  const upstream = input.catalog.upstream(id);
  const provider = input.providers.get(channel.provider);
  if (!provider) return { reason: `its provider ${channel.provider} is not installed` };
  if (!upstream) return { reason: 'the upstream id is not in the catalogue' };
  const { request } = input;
  const cannot = upstreamReason(upstream, request);
  if (cannot) return { reason: cannot };
  const omitted = provider.omissions(request, upstream, channel.settings);
  if (request.strict && omitted.length > 0) {
    return { reason: `would leave out ${omitted.map((omission) => omission.parameter).join(', ')}` };
  }
  return { channel, provider, upstream, omitted };
}

function upstreamReason(upstream: UpstreamModel, request: GenerationRequest): string | undefined {
  // A native body says for itself what it wants; the upstream answers for itself, too.
  if (request.native) return undefined;
  if (request.references.length > upstream.maxReferences) {
    return `takes at most ${upstream.maxReferences} references`;
  }
  if (request.resolution && !upstream.resolutions.includes(request.resolution)) {
    return `has no ${request.resolution}`;
  }
  if (request.aspectRatio && !upstream.aspectRatios.includes(request.aspectRatio)) {
    return `has no ${request.aspectRatio}`;
  }
  return undefined;
}
