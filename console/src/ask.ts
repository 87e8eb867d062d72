import { scope } from './scope.ts';

/** What the gateway said when it refused. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | undefined;

  constructor(status: number, code: string, message: string, param?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One request below `/console/api`, in the chosen mode and account. Throws `Refused`. */
export async function ask<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const response = await send(method, path, body === undefined ? undefined : JSON.stringify(body), {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  });
  return (await response.json()) as Answer;
}

/** The image itself as the body of an upload. */
export async function upload(file: Blob): Promise<{ url: string }> {
  const response = await send('POST', '/v1/files/uploads', file, { 'content-type': file.type });
  return (await response.json()) as { url: string };
}

export async function send(
  method: Method,
  path: string,
  body?: BodyInit,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { mode, accountId } = scope.get();
  const response = await fetch(`/console/api${path}`, {
    method,
    headers: {
      ...headers,
      'x-plantain-console': '1',
      'x-plantain-mode': mode,
      ...(accountId ? { 'x-plantain-account': accountId } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok) return response;
  throw await refusalOf(response);
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly param?: string;
  readonly error?: { readonly code?: string; readonly message?: string; readonly param?: string };
}

async function refusalOf(response: Response): Promise<Refused> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const { code, message, param } = problem.error ?? {};
  return new Refused(
    response.status,
    problem.code ?? code ?? 'unknown',
    problem.detail ?? message ?? `The gateway answered ${response.status}.`,
    problem.param ?? param,
  );
}

/** A query of what is given; what is empty is left out. */
export function query(fields: Record<string, string | number | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
