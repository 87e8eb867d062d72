/**
 * Statements of a unit that do not wait for each other's results: PostgreSQL gets them in the order they are
 * listed, without a round trip between them. Rejects with what failed first, when all of them have ended: a
 * statement must not run on after its unit.
 */
export async function together(...statements: readonly Promise<unknown>[]): Promise<void> {
  let first: { error: unknown } | undefined;
  await Promise.all(
    statements.map((statement) =>
      statement.catch((error: unknown) => {
        first ??= { error };
      }),
    ),
  );
  if (first) throw first.error;
}
