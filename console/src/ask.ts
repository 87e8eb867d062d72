import { type Scope, scope } from './scope.ts';

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

/** One request below `/console/api`, in the mode and account of `within`: the chosen ones. Throws `Refused`. */
export async function ask<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  within: Scope = scope.get(),
): Promise<Answer> {
  const given =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await send(method, path, within, given);
  return (await response.json()) as Answer;
}

/** The image itself as the body of an upload. */
export async function upload(file: Blob, within: Scope): Promise<{ url: string }> {
  const given = { body: file, headers: { 'content-type': file.type } };
  const response = await send('POST', '/v1/files/uploads', within, given);
  return (await response.json()) as { url: string };
}

interface Given {
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function send(
  method: Method,
  path: string,
  { mode, accountId }: Scope,
  { body, headers }: Given = {},
): Promise<Response> {
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
