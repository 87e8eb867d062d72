import type { Artifact } from './outcome.ts';

/** What a link is made from. */
export type Linked = Pick<Artifact, 'key' | 'expiresAtMs'>;

export type UrlOf = (artifact: Linked) => string;

/**
 * `good` until a time (Unix milliseconds), `old` when it was good once, `wrong` when its signature is missing or of
 * something else.
 */
export type JudgedLink =
  | { readonly state: 'good'; readonly untilMs: number }
  | { readonly state: 'old' | 'wrong' };

/** The one place that makes links to artifacts and judges them. They are made anew for every answer, and never stored. */
export interface ArtifactLinks {
  /** Absolute public URL. */
  readonly urlOf: UrlOf;
  /** The same below the origin, for pages of the origin itself. */
  readonly pathOf: UrlOf;
  /** A fresh link in place of an artifact's URL that was stored; other texts come back as they are. */
  ofStored(url: string): string;
  /** Whether a link opens its artifact now: `key` is the path below `/task-artifacts/`. */
  judge(key: string, query: Readonly<Record<string, unknown>>): JudgedLink;
}
