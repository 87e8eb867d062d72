import type { ArtifactLinks } from '../generation/artifact-links.ts';
import type { Caller } from '../generation/caller.ts';
import type { Engine } from '../generation/engine.ts';
import type { Reference } from '../generation/request.ts';
import { ownPath } from './copy-own.ts';
import { asFailure, refused } from './failures.ts';

export interface AdmitParts {
  readonly links: ArtifactLinks;
  readonly publicUrl: () => string;
  /** Whether the artifact of a key was made for this caller, who can get a fresh link to it at any time. */
  readonly isOwn: (key: string, caller: Caller) => Promise<boolean>;
}

/**
 * Judges links to artifacts of this server when they are handed in: a task may wait longer than they are good for. From
 * then on the bare URL stands for the artifact, so no signature is stored and a repeated request may bring a fresh one.
 */
export function createAdmitReferences(parts: AdmitParts): Engine['admitReferences'] {
  return async (references, caller) => {
    if (references.every(({ kind }) => kind !== 'url')) return references;
    const admitted = await Promise.all(
      references.map((reference, index) => admit(parts, reference, index, caller)),
    );
    return admitted.every((reference, index) => reference === references[index]) ? references : admitted;
  };
}

async function admit(
  { links, publicUrl, isOwn }: AdmitParts,
  reference: Reference,
  index: number,
  caller: Caller,
): Promise<Reference> {
  if (reference.kind !== 'url') return reference;
  const own = ownPath(reference.url, publicUrl());
  if (own?.folder !== 'task-artifacts') return reference;
  const url = new URL(reference.url);
  const { state } = links.judge(own.key, Object.fromEntries(url.searchParams));
  if (state !== 'good' && !(await isOwn(own.key, caller))) {
    const what = state === 'old' ? 'is too old a link.' : 'is no link of ours as it stands.';
    throw asFailure(
      refused(`${what} Ask again for its generation, and send the URL of that answer.`),
      reference,
      index,
    );
  }
  if (url.search === '') return reference;
  url.search = '';
  return { ...reference, url: url.href };
}
