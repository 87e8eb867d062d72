/** What can be the matter with an upstream. */
export type Trouble =
  | 'outage'
  | 'drops connections'
  | '429 storm'
  | 'slow'
  | 'wrong key'
  | 'retired model'
  | 'cut bodies'
  | 'flaps';

/** Whose words a replica fails in: Google's, which the emulator says itself, or a new-api relay's. */
export type Contract = 'google' | 'relay';

/** How long Google says to wait in a storm. */
export const stormDelayMs = 3_000;

/** What becomes of a call. */
export interface Change {
  readonly isDropped?: boolean;
  readonly isCut?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer?: { readonly status: number; readonly body: unknown };
}

const relayError = (status: number, code: string, message: string): Change => ({
  answer: { status, body: { error: { message, type: 'new_api_error', param: null, code } } },
});
const emulated = (directive: string): Change => ({ headers: { 'x-emulate': directive } });
const dropped: Change = { isDropped: true };

const changes: Readonly<Record<Trouble, Readonly<Record<Contract, Change>>>> = {
  outage: {
    google: emulated('status, code=503'),
    relay: relayError(503, 'get_channel_failed', 'No available channel for this model'),
  },
  'drops connections': { google: dropped, relay: dropped },
  '429 storm': {
    google: emulated(`status, code=429, retry=${stormDelayMs / 1000}s`),
    relay: relayError(429, 'rate_limit_exceeded', 'Too many requests'),
  },
  slow: { google: {}, relay: {} },
  'wrong key': {
    google: { headers: { 'x-goog-api-key': 'invalid-key', authorization: 'Bearer invalid-token' } },
    relay: relayError(401, 'invalid_api_key', 'Invalid token'),
  },
  'retired model': {
    google: {
      answer: {
        status: 404,
        body: {
          error: {
            code: 404,
            message:
              'This model models/gemini-3.1-flash-image is no longer available. Please update your code to use a newer model for the latest features and improvements.',
            status: 'NOT_FOUND',
          },
        },
      },
    },
    relay: relayError(404, 'model_not_found', 'The model does not exist'),
  },
  'cut bodies': { google: { isCut: true }, relay: { isCut: true } },
  flaps: {
    google: emulated('status, code=500'),
    relay: relayError(500, 'do_request_failed', 'upstream error: do request failed'),
  },
};

export const troubled = (trouble: Trouble, contract: Contract): Change => changes[trouble][contract];
