import type { Reference } from './request.ts';

/**
 * Where a reference came from: fetched for this generation, by a fetch another one had begun, kept from an earlier
 * one, our own archive, or the request itself.
 */
export type ReferenceOrigin = 'network' | 'shared' | 'cache' | 'archive' | 'inline';

/** What became of one reference so far. `stopped`: another one failed first. */
export interface ReferenceNote {
  readonly state: 'waiting' | 'fetching' | 'ready' | 'failed' | 'stopped';
  /** Of its URL; the rest of a URL may be secret. Absent for bytes that came in the request. */
  readonly host?: string;
  readonly from?: ReferenceOrigin;
  readonly mediaType?: string;
  readonly sizeBytes?: number;
  readonly width?: number;
  readonly height?: number;
  /** From its turn to its end. */
  readonly durationMs?: number;
}

export function waitingNote(reference: Reference): ReferenceNote {
  if (reference.kind === 'spooled') return { state: 'waiting' };
  const host = URL.canParse(reference.url) ? new URL(reference.url).host : '';
  return { state: 'waiting', ...(host === '' ? {} : { host: host.slice(0, 260) }) };
}

/** Notes of all references: what stands in a native body has none of its own, and is ready from the start. */
export function withPassedOn(
  references: readonly Reference[],
  notes: readonly ReferenceNote[],
): readonly ReferenceNote[] {
  const passedOn = references.flatMap((reference): ReferenceNote[] =>
    reference.kind === 'spooled' && reference.isPassedOn
      ? [{ state: 'ready', from: 'inline', mediaType: reference.mediaType }]
      : [],
  );
  // The others were not looked at.
  if (notes.length + passedOn.length < references.length) return notes;
  return passedOn.length === 0 ? notes : [...notes, ...passedOn];
}
