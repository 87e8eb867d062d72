import type { ReadyReference } from '../generation/provider.ts';
import type { Reference } from '../generation/request.ts';
import { inspectImage } from '../lib/image-header/inspect-image.ts';
import type { ByteBudget } from './byte-budget.ts';
import { checkSize, checkVerdict } from './image-sink.ts';

/** An image that came inside the request, judged by its bytes; what the client declared is ignored. */
export async function inspectSpooled(
  reference: Extract<Reference, { kind: 'spooled' }>,
  budget: ByteBudget,
): Promise<ReadyReference> {
  const { path, sizeBytes } = reference;
  checkSize(sizeBytes);
  budget.take(sizeBytes);
  return { path, sizeBytes, source: 'inline', ...checkVerdict(await inspectImage(path)) };
}
