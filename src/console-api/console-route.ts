import type { WireAnswer } from '../generation/protocol.ts';
import type { Actor } from '../records/actions.ts';
import type { SignedIn } from './roles.ts';

/** A request of the console, past its session. */
export interface ConsoleInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly person: SignedIn;
  readonly by: Actor;
  /** The body as JSON; an empty object when there is none. */
  body(): Promise<unknown>;
}

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/console/api`. */
  readonly path: string;
  /** Who may ask. */
  readonly may: (person: SignedIn) => boolean;
  run(input: ConsoleInput): Promise<WireAnswer>;
}
