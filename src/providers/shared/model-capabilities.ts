import type { UpstreamModel } from '../../generation/model.ts';
import type { Capabilities } from '../../generation/provider.ts';

/** What the model itself takes; the API in front of it may take less. */
export function modelCapabilities(
  model: UpstreamModel,
): Pick<Capabilities, 'maxReferences' | 'aspectRatios' | 'resolutions' | 'search'> {
  const { maxReferences, aspectRatios, resolutions, takesSearch } = model;
  return { maxReferences, aspectRatios, resolutions, search: takesSearch };
}
