import type { AdminDocs } from '../generation/route-docs.ts';
import { jsonAnswer, type WireAnswer } from '../generation/wire-answer.ts';
import type { Actor } from '../records/actions.ts';
import { requireKnown } from './query-fields.ts';

/** A request of the admin API, past its token. */
export interface AdminInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly accept: string | undefined;
  readonly by: Actor;
  /** The body as JSON; an empty object when there is none. */
  body(): Promise<unknown>;
}

export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/admin/v1`. */
  readonly path: string;
  run(input: AdminInput): Promise<WireAnswer>;
}

/** A route of `/admin/v1`, with what its reference tells of it. */
export interface AdminOperation extends AdminRoute {
  readonly docs: AdminDocs;
}

/** Operations that stand on one page of the reference. */
export interface AdminGroup {
  /** In English. */
  readonly title: string;
  readonly routes: readonly AdminOperation[];
}

export async function runOperation({ docs, run }: AdminOperation, input: AdminInput): Promise<WireAnswer> {
  requireKnown(docs.query, input.query);
  return run(input);
}

/** What was made or changed may carry a new key: nothing of it is kept on the way. */
export const answered = (value: unknown, status = 200): WireAnswer =>
  jsonAnswer(status, value, { 'cache-control': 'no-store' });

export const listed = (data: readonly unknown[]): WireAnswer => answered({ object: 'list', data });

export const idOf = (input: AdminInput): string => input.params.id ?? '';
