import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Profile } from '../profile.ts';

/** One request with its answer, as a route gets it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The named groups of the route's path. */
  readonly path: Readonly<Record<string, string>>;
  readonly profile: Profile;
}
