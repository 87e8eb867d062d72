import { SpoolFailure } from '../lib/spool/spool.ts';

/** Who may try again, and where, after a failure. */
export type Retry = 'never' | 'same-channel' | 'another-channel';

interface FailureRule {
  /** What routing may do next. */
  readonly retry: Retry;
  /** Whether the channel's health suffers. A refusal of the caller's content never counts against a channel. */
  readonly blames: 'caller' | 'channel' | 'plantain';
  /** The public sentence used when the code that raised the failure gave none. */
  readonly publicMessage: string;
}

/**
 * The closed table of everything that can go wrong. Routing reads `retry`, health reads `blames`,
 * each protocol maps every code to its own wire shape (a total map, so the compiler finds gaps).
 * No failure is ever charged: the ledger releases what was held.
 */
export const failures = {
  unauthenticated: {
    retry: 'never',
    blames: 'caller',
    publicMessage:
      'Missing or invalid API key. Send a valid key, for example as "Authorization: Bearer pt_…".',
  },
  permission_denied: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'This API key may not do that.',
  },
  invalid_request: { retry: 'never', blames: 'caller', publicMessage: 'The request is not valid.' },
  unknown_model: { retry: 'never', blames: 'caller', publicMessage: 'The model does not exist.' },
  not_found: { retry: 'never', blames: 'caller', publicMessage: 'There is nothing at this address.' },
  method_not_allowed: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'This address does not take that method.',
  },
  payload_too_large: { retry: 'never', blames: 'caller', publicMessage: 'The request body is too large.' },
  unsupported_media_type: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The request body must be JSON, sent with content-type application/json.',
  },
  idempotency_conflict: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'This Idempotency-Key was used with a different request body. Use a new key.',
  },
  idempotency_in_progress: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'A request with this Idempotency-Key is still running. Ask again shortly.',
  },
  not_cancellable: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'This generation was already sent upstream and can no longer be cancelled.',
  },
  rate_limited: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'Too many requests. Wait for the time given in Retry-After.',
  },
  concurrency_limited: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'Too many generations of this key are running at once. Wait for some to finish.',
  },
  budget_exhausted: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The budget of this API key is used up.',
  },
  insufficient_balance: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The balance of this account does not cover the request.',
  },
  reference_unreachable: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'A reference image could not be fetched.',
  },
  // Asked for again it fails again, unlike what is only unreachable; one vendor's contract tells them apart.
  reference_refused: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The URL of a reference image cannot be used.',
  },
  reference_rejected: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'A reference image is not acceptable.',
  },
  reference_too_large: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'A reference image is too large. Send a smaller one.',
  },
  not_satisfiable: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'No channel can do exactly what the strict request asks.',
  },
  // Asked for less strictly the same picture is good, so the channel is not ill.
  not_as_asked: {
    retry: 'another-channel',
    blames: 'caller',
    publicMessage:
      'No channel delivered the size and ratio the strict request asks for. Leave out strict, or ask for others.',
  },
  content_blocked: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The request was blocked by the content policy of the image model. Rephrase the prompt.',
  },
  no_channel: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'No channel is available for this model and request right now.',
  },
  // In 2 of 8 runs of one prompt, and the same request then went through (gemini-upstream §6.1).
  recitation: {
    retry: 'same-channel',
    blames: 'caller',
    publicMessage: 'The image model withheld its image as too close to existing work. Try again or rephrase.',
  },
  // A clean answer: asked again it costs again, and clients that see it must not repeat it either (clients §8, A4).
  no_image: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The image model answered without an image. Ask for an image explicitly.',
  },
  text_only: {
    retry: 'never',
    blames: 'caller',
    publicMessage: 'The image model answered with text instead of an image.',
  },
  upstream_rejected: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream refused the request.',
  },
  upstream_model_gone: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream no longer serves this model.',
  },
  upstream_denied: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream did not accept the credential of this channel.',
  },
  upstream_rate_limited: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream is rate limited. Try again shortly.',
  },
  upstream_unavailable: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream is unavailable. Try again shortly.',
  },
  upstream_timeout: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The upstream did not answer in time.',
  },
  upstream_truncated: {
    retry: 'another-channel',
    blames: 'channel',
    publicMessage: 'The answer of the upstream was cut off or unreadable.',
  },
  archive_unavailable: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'The image could not be stored. Try again shortly.',
  },
  deadline_exceeded: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'The generation did not finish in time.',
  },
  overloaded: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'The gateway is at its limit. Try again shortly.',
  },
  interrupted: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'The gateway stopped while the generation ran. It was not charged.',
  },
  cancelled: { retry: 'never', blames: 'caller', publicMessage: 'The generation was cancelled.' },
  internal: {
    retry: 'never',
    blames: 'plantain',
    publicMessage: 'Something went wrong inside the gateway. The request id helps the operator find it.',
  },
} as const satisfies Record<string, FailureRule>;

export type FailureCode = keyof typeof failures;

const finalCodes: ReadonlySet<FailureCode> = new Set([
  'upstream_denied',
  'upstream_timeout',
  'deadline_exceeded',
]);

export interface FailureDetails {
  /** Public sentence; says what to do. Defaults to the table's. */
  readonly message?: string;
  /** Path of the offending request field in the client's own words, e.g. `image_input[3]`. */
  readonly param?: string;
  /** Text for the log and the operator only. Never sent to a client. */
  readonly internal?: string;
  /** How long the caller or routing should wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** HTTP status of the upstream, where there was one. */
  readonly upstreamStatus?: number;
  /** Set when an earlier request's failure is told again: that request's id. */
  readonly firstRequestId?: string;
  /** Set when a generation goes on: its id, an earlier request's or this one's own. */
  readonly runningId?: string;
  /** The upstream may have taken the request, and may charge for it, though its answer did not arrive. */
  readonly outcomeUnknown?: boolean;
  /** What was asked for was made and charged, and could not be handed over. */
  readonly paid?: boolean;
  /** The upstream's own answer tells it, to its end: a client whom it was passed on to needs no other. */
  readonly isTold?: boolean;
  readonly cause?: unknown;
}

/** The one error that crosses folder borders: a code of the table, a public sentence, an internal cause. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly param: string | undefined;
  readonly internal: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly upstreamStatus: number | undefined;
  readonly firstRequestId: string | undefined;
  readonly runningId: string | undefined;
  readonly outcomeUnknown: boolean;
  readonly paid: boolean;
  readonly isTold: boolean;

  constructor(code: FailureCode, details: FailureDetails = {}) {
    super(details.message ?? failures[code].publicMessage, { cause: details.cause });
    this.code = code;
    this.param = details.param;
    this.internal = details.internal;
    this.retryAfterMs = details.retryAfterMs;
    this.upstreamStatus = details.upstreamStatus;
    this.firstRequestId = details.firstRequestId;
    this.runningId = details.runningId;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.paid = details.paid ?? false;
    this.isTold = details.isTold ?? false;
  }

  get retry(): Retry {
    return failures[this.code].retry;
  }

  /** Asked for again at once it fails again, is paid for twice, or goes on already: a client must not by itself. */
  get final(): boolean {
    return this.outcomeUnknown || this.paid || finalCodes.has(this.code) || this.needsOperator;
  }

  /** No channel is only resting: there is none until an operator or the request changes that. */
  private get needsOperator(): boolean {
    return this.code === 'no_channel' && this.retryAfterMs === undefined;
  }
}

/** Any thrown value as a Failure; what is not one already becomes `internal` with its text kept for the log. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof SpoolFailure) return spoolFailure(error);
  const internal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Failure('internal', { internal, cause: error });
}

/** The disk for temporary files is full or gone. */
function spoolFailure(error: SpoolFailure): Failure {
  const internal = `${error.message}: ${(error.cause as Error | undefined)?.message ?? error.code}`;
  return new Failure('archive_unavailable', { internal, cause: error });
}
