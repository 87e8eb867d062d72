import type { Expression, ExpressionBuilder, SqlBool, StringReference } from 'kysely';

/** The place of a row in the order of a moment (Unix milliseconds) and, where moments are equal, a name. */
export interface Place {
  readonly atMs: number;
  readonly name: string;
}

/** Rows behind a place in that order; the moment, for which there is an index, bounds them by itself. */
export function follows<Tables, In extends keyof Tables>(
  where: ExpressionBuilder<Tables, In>,
  moment: StringReference<Tables, In>,
  name: StringReference<Tables, In>,
  after: Place,
): Expression<SqlBool> {
  return where.and([
    where(moment, '>=', after.atMs as never),
    where.or([where(moment, '>', after.atMs as never), where(name, '>', after.name as never)]),
  ]);
}
