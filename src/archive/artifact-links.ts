import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ArtifactLinks, JudgedLink, Linked } from '../generation/artifact-links.ts';
import type { Clock } from '../lib/clock.ts';
import { deriveKey } from '../lib/derive-key.ts';
import { requestIdMs } from '../lib/ids.ts';
import { parseArtifactKey } from './artifact-key.ts';

export interface ArtifactLinkParts {
  readonly clock: Clock;
  /** Origin of artifact URLs, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly retentionMs: number;
  /** Absent: links are not signed. */
  readonly signing?: LinkSigning | undefined;
}

export interface LinkSigning {
  /** The newest signs, every one of them is believed. */
  readonly masterKeys: readonly string[];
  /** The longest a link is good for. */
  readonly validMs: number;
}

/** A link's end moves on in steps of this part of its life: between two, polls and browser caches see the same URL. */
const stepsOfALife = 24;
const folder = '/task-artifacts/';

/**
 * Links as `{origin}/task-artifacts/{key}`, and where they are signed `?expires={Unix seconds}&signature={base64url}`:
 * HMAC-SHA256 of the path and the time, under a key derived from the master key. A link is good for what was set, or
 * up to a 24th less, and never longer than its artifact.
 */
export function createArtifactLinks(parts: ArtifactLinkParts): ArtifactLinks {
  const { clock, publicUrl, retentionMs } = parts;
  const signer = parts.signing && createSigner(parts.signing, clock);
  const pathOf = ({ key, expiresAtMs }: Linked): string => {
    const path = folder + key;
    return signer ? `${path}?${signer.query(path, expiresAtMs)}` : path;
  };
  return {
    urlOf: (artifact) => publicUrl() + pathOf(artifact),
    pathOf,
    ofStored(url) {
      const start = url.indexOf(folder);
      const key = start < 0 ? '' : (url.slice(start + folder.length).split('?', 1)[0] as string);
      const name = parseArtifactKey(key);
      if (!name) return url;
      // Its row is not at hand: an artifact lives from when its generation was accepted, which is after its id was made.
      return url.slice(0, start) + pathOf({ key, expiresAtMs: requestIdMs(name.generationId) + retentionMs });
    },
    judge: (key, query) => signer?.judge(folder + key, query) ?? { state: 'good', untilMs: Infinity },
  };
}

function createSigner({ masterKeys, validMs }: LinkSigning, clock: Clock) {
  const keys = masterKeys.map((key) => deriveKey(key, 'plantain artifact links v1'));
  const [newest] = keys;
  if (!newest) throw new RangeError('signed links need a master key');
  const stepMs = validMs / stepsOfALife;
  return {
    query(path: string, expiresAtMs: number): string {
      const startMs = Math.floor(clock.now() / stepMs) * stepMs;
      const expires = String(Math.floor(Math.min(startMs + validMs, expiresAtMs) / 1_000));
      return `expires=${expires}&signature=${sign(newest, path, expires)}`;
    },
    judge(path: string, { expires, signature }: Readonly<Record<string, unknown>>): JudgedLink {
      if (typeof expires !== 'string' || typeof signature !== 'string') return { state: 'wrong' };
      if (!/^\d{1,12}$/.test(expires)) return { state: 'wrong' };
      if (!keys.some((key) => isSame(signature, sign(key, path, expires)))) return { state: 'wrong' };
      const untilMs = Number(expires) * 1_000;
      return untilMs > clock.now() ? { state: 'good', untilMs } : { state: 'old' };
    },
  };
}

const sign = (key: Uint8Array, path: string, expires: string): string =>
  createHmac('sha256', key).update(`${path}\n${expires}`).digest('base64url');

/** In constant time; as texts, so that no second spelling of the same bytes is taken. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
