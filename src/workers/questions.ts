import type { RateCount } from '../admission/rate-limit/rate-limiter.ts';

/** What a worker is told when it starts. */
export interface Beginning {
  /** 1 to the number of workers; a worker that replaces another has its number. */
  readonly number: number;
  /** No worker listens yet: this one says what is said once. */
  readonly isFirst: boolean;
  readonly sandboxUrl: string;
  readonly port: number;
}

/** What a worker says when it listens. */
export interface Start {
  /** The origin clients use. */
  readonly url: string;
  /** The origin it listens on. */
  readonly ownUrl: string;
  readonly port: number;
  /** Made by the first worker of the first start. */
  readonly key?: string;
  /** Path of a link that signs the owner in; as long as there is nobody. */
  readonly link?: string;
}

/** What workers ask the primary. */
export interface ForPrimary {
  begin(body: null): Beginning;
  started(start: Start): void;
  /** Counts a request against a rate limit that all workers share. */
  count(request: { readonly key: string; readonly limit: number }): RateCount;
  /** The figures of all workers, as text for Prometheus. */
  allFigures(body: null): Promise<string>;
}

/** What the primary asks workers. */
export interface ForWorker {
  /** Its own figures, as text for Prometheus. */
  figures(body: null): Promise<string>;
}
