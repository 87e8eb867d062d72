export interface PlantainErrorDetails {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** Failure code of the gateway, like `unknown_model`; `connection` when no answer came. */
  readonly code: string;
  /** The field at fault. */
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  readonly generationId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Whatever the gateway refuses or fails to do. `code` says what, the message what to do about it. */
export class PlantainError extends Error {
  override readonly name = 'PlantainError';
  readonly status: number | undefined;
  readonly code: string;
  readonly param: string | undefined;
  readonly requestId: string | undefined;
  readonly generationId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: PlantainErrorDetails) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
    this.param = details.param;
    this.requestId = details.requestId;
    this.generationId = details.generationId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The error of an answer: problem details, or the shape of OpenAI or Google, each with an object `error`. */
export async function readError(answer: Response, generationId?: string): Promise<PlantainError> {
  const text = await answer.text().catch(() => '');
  const body = parse(text);
  const error = isObject(body.error) ? body.error : {};
  const message = first(body.detail, error.message, body.message) ?? `HTTP ${answer.status}`;
  return new PlantainError(message, {
    status: answer.status,
    code: first(body.code, error.code, error.status) ?? `http_${answer.status}`,
    param: first(body.param, error.param),
    requestId: first(body.request_id, answer.headers.get('x-request-id')),
    generationId: first(generationId, answer.headers.get('x-plantain-generation')),
    retryAfterMs: retryAfterMs(answer.headers),
  });
}

/** Milliseconds; undefined when the answer names none. */
export function retryAfterMs(headers: Headers): number | undefined {
  const exact = headers.get('retry-after-ms');
  const seconds = headers.get('retry-after');
  const ms = exact !== null ? Number(exact) : seconds !== null ? Number(seconds) * 1000 : Number.NaN;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

const first = (...values: unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && value !== '');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
