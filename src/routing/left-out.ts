import type { UpstreamModel } from '../generation/model.ts';
import type { Omission } from '../generation/outcome.ts';
import { isOwnSize, pixelsOmitted } from '../generation/pixel-sizes.ts';
import type { ChannelSettings, Provider } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';

/** What of a request one upstream id on a channel cannot do: by what its provider speaks, and by what the id draws. */
export function leftOut(
  provider: Provider,
  request: GenerationRequest,
  upstream: UpstreamModel,
  settings: ChannelSettings,
): readonly Omission[] {
  const omitted = provider.omissions(request, upstream, settings);
  const other = otherPixels(request, upstream);
  return other.length === 0 ? omitted : [...omitted, ...other];
}

/** Pixels that are the model's own, and not of the upstream id it is to be drawn with. */
function otherPixels(
  { pixels, aspectRatio, resolution }: GenerationRequest,
  upstream: UpstreamModel,
): readonly Omission[] {
  if (!pixels || !aspectRatio || !resolution) return [];
  if (isOwnSize(upstream.sizes, pixels, aspectRatio, resolution)) return [];
  return [pixelsOmitted(pixels, aspectRatio, resolution)];
}
