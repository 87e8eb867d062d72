import { causeOf } from '../../client/cause-of.ts';
import { PlantainError } from '../../client/index.ts';
import { Refusal, type RefusalCode } from '../../src/generation/refusal.ts';
import type { AdminRequest, AskAdmin } from './admin.ts';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly param?: string;
  readonly request_id?: string;
}

/** Asks the admin API of a running gateway. `origin` is its address without a slash at the end. */
export function createRemoteAsk(origin: string, token: string): AskAdmin {
  return async (request) => {
    const answer = await fetch(addressOf(origin, request), {
      method: request.method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // One that is followed turns a POST into a GET, and shows the token to whoever was named.
      redirect: 'manual',
    }).catch((error: Error) => {
      throw new PlantainError(
        `${origin} does not answer (${causeOf(error)}). Check the address, and that the gateway runs.`,
        { status: undefined, code: 'connection', cause: error },
      );
    });
    if (answer.status >= 300 && answer.status < 400) throw movedElsewhere(origin, answer);
    const text = await answer.text();
    if (answer.ok) return text;
    throw refusalOf(origin, answer, text);
  };
}

function movedElsewhere(origin: string, { headers }: Response): Refusal {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, origin) ? new URL(location, origin).origin : 'elsewhere';
  return new Refusal(
    'invalid',
    `${origin} redirects to ${target}, and nothing was done. Name the address of the gateway itself as --server.`,
  );
}

function addressOf(origin: string, { path, query = {} }: AdminRequest): URL {
  const url = new URL(`${origin}/admin/v1${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

function refusalOf(origin: string, answer: Response, text: string): Refusal {
  const problem = problemOf(answer, text);
  if (!problem) {
    const advice =
      answer.status === 404
        ? 'It has an admin API once it is started with PLANTAIN_ADMIN_TOKEN.'
        : 'Is that the address of a Plantain gateway?';
    return new Refusal('not_found', `${origin} answers ${answer.status} and has no admin API. ${advice}`);
  }
  if (answer.status === 401) {
    return new Refusal(
      'invalid',
      `${origin} refuses the token. It has to be the PLANTAIN_ADMIN_TOKEN that gateway was started with.`,
    );
  }
  const detail = problem.detail ?? `${origin} answers ${answer.status}.`;
  const wait = answer.headers.get('retry-after');
  const more = answer.status >= 500 ? ` (request id: ${problem.request_id ?? 'none'})` : '';
  const code = codes.find((known) => known === problem.code) ?? 'invalid';
  return new Refusal(code, `${detail}${wait ? ` Wait ${wait} s.` : ''}${more}`, problem.param);
}

const codes: readonly RefusalCode[] = ['not_found', 'conflict', 'invalid'];

function problemOf(answer: Response, text: string): Problem | undefined {
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  return JSON.parse(text) as Problem;
}
