import type { Mode } from './caller.ts';

export const callbackStates = ['pending', 'delivered', 'exhausted', 'stopped'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** The news of one task's end on its way to a client. Times are Unix milliseconds. */
export interface CallbackEvent {
  readonly id: string;
  readonly generationId: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly url: string;
  readonly state: CallbackState;
  /** Attempts since it was first or last asked for. */
  readonly attempts: number;
  /** When it is tried next, while it is pending. */
  readonly nextAtMs: number | undefined;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | undefined;
}

export interface CallbackAttempt {
  /** From 1, over all redeliveries. */
  readonly number: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly status: number | undefined;
  /** May name addresses behind the gateway: for operators only. */
  readonly error: string | undefined;
}

export type LoggedCallback = CallbackEvent & { readonly log: readonly CallbackAttempt[] };

export interface CallbackQuery {
  readonly state?: CallbackState;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface CallbackPage {
  /** Newest first. */
  readonly events: readonly CallbackEvent[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** A signing secret without the secret: it is shown once, when it is made. */
export interface SecretNote {
  readonly number: number;
  readonly createdAtMs: number;
  /** Until when it signs; undefined for the one in force. */
  readonly expiresAtMs: number | undefined;
}

/** What a key may do with the callbacks of its own account and mode. */
export interface CallerCallbacks {
  list(query: CallbackQuery): Promise<CallbackPage>;
  /** Throws `not_found`. */
  show(id: string): Promise<LoggedCallback>;
  /** Throws `not_found`, or `invalid_request` while it is being sent. */
  redeliver(id: string): Promise<void>;
  /** The valid secrets, newest first. */
  secrets(): Promise<readonly SecretNote[]>;
  /** The new secret; those before it sign for `graceMs` more. Live keys only: both modes are signed with it. */
  rotateSecret(graceMs: number): Promise<string>;
}
