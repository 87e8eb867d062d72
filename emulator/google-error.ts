export const googleStatuses = [
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'NOT_FOUND',
  'ABORTED',
  'RESOURCE_EXHAUSTED',
  'CANCELLED',
  'UNKNOWN',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
] as const;

export type GoogleStatus = (typeof googleStatuses)[number];

export type ErrorDetail = { readonly '@type': string } & Readonly<Record<string, unknown>>;

/** An answer of the form `{"error":{"code","message","status","details"}}`. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly code: number;
  readonly status: GoogleStatus;
  readonly details: readonly ErrorDetail[];

  constructor(code: number, status: GoogleStatus, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  body(): { error: Record<string, unknown> } {
    const error: Record<string, unknown> = { code: this.code, message: this.message, status: this.status };
    if (this.details.length > 0) error.details = this.details;
    return { error };
  }
}

/** `detail('BadRequest', …)` → a google.rpc detail with its type URL. */
export function detail(type: string, fields: Record<string, unknown>): ErrorDetail {
  return { '@type': `type.googleapis.com/google.rpc.${type}`, ...fields };
}

export function invalidArgument(message: string, details: readonly ErrorDetail[] = []): GoogleError {
  return new GoogleError(400, 'INVALID_ARGUMENT', message, details);
}
