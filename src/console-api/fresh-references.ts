import { parseArtifactKey } from '../archive/artifact-key.ts';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import type { GenerationRecord } from '../records/generation-record.ts';
import type { Store } from '../store/store.ts';
import { findGeneration } from './generation-rows.ts';

/**
 * Addresses of references as a page can open them. They are kept without what links are signed with: pictures of the
 * same account get a fresh link; one of another account was lent for a time, and stays as it is kept.
 */
export async function freshReferences(
  { request, accountId, mode }: GenerationRecord,
  { store, links }: { readonly store: Store; readonly links: ArtifactLinks },
): Promise<string[]> {
  const found = request.references.map(async (reference) => {
    if (reference.kind !== 'url') return 'inline';
    const fresh = links.ofStored(reference.url);
    if (fresh === reference.url) return fresh;
    const name = parseArtifactKey(reference.url.split('/task-artifacts/', 2)[1] ?? '');
    const own = name && (await store.read(findGeneration, { id: name.generationId, mode, accountId }));
    return own ? fresh : reference.url;
  });
  return Promise.all(found);
}
