import { isRequestId } from '../lib/ids.ts';
import type { Receipt } from './receipt.ts';
import type { RouteInput } from './route-input.ts';

/**
 * The caller's task of that id, if the model of the path is its own under any name: that it was asked for by, the
 * model's, or another that the catalog knows. The task comes first: its model may have left the configuration since,
 * and what was paid for stays readable.
 */
export async function taskOfPath(input: RouteInput, id: string): Promise<Receipt | undefined> {
  const receipt = isRequestId(id) ? await input.lookUp(id) : undefined;
  if (receipt?.request.kind !== 'async-image') return undefined;
  const { model, requestedModel } = receipt.request;
  const name = input.params.model ?? '';
  const isItsModel = name === model || name === requestedModel || input.catalog.find(name)?.name === model;
  return isItsModel ? receipt : undefined;
}
