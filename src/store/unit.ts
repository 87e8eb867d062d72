import type { Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** The open transaction a unit works in. `Tables` differs from `Database` only in the store's own tests. */
export type Db<Tables = Database> = Transaction<Tables>;

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * One transaction, named so that the SQLite thread can find it: that thread imports `module` and looks up `name`.
 * A unit's file should therefore import little, and nothing that acts when imported.
 */
export interface Unit<Input, Output, Tables = Database> {
  readonly name: string;
  /** `import.meta.url` of the file that defines the unit. */
  readonly module: string;
  /**
   * Input and output must be structured-cloneable. Waits for nothing but `db`; takes time, ids and chance from
   * `input`; may run more than once (deadlock, lost connection, the failure of another unit in its transaction), so it
   * has no other effects.
   * A statement that failed dooms the unit on both engines, even when the error is caught.
   */
  readonly run: (db: Db<Tables>, input: Input) => Promise<Output>;
  /**
   * PostgreSQL: the unit may share one commit with others that wait at the same time; SQLite always shares. Best a
   * function that names the contended row the unit locks (its account, say): a shared transaction runs its units in
   * the order of these names, so that two processes lock the rows in the same order and do not deadlock.
   */
  readonly group?: boolean | ((input: Input) => string);
  /**
   * PostgreSQL: `run` for several inputs of one group in fewer statements; gives their outputs in order. Must leave
   * what `run` of one after the other would, or throw: then nothing of it stays and each is run by itself.
   */
  readonly runAll?: (db: Db<Tables>, inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Error classes thrown by `run` that must still satisfy `instanceof` after crossing from the SQLite thread. */
  readonly errors?: readonly ErrorClass[];
}

/** A unit whose types are no longer known, as the engines see it. */
export type AnyUnit = Unit<unknown, unknown, unknown>;

const registry = new Map<string, AnyUnit>();
const registryKey = (module: string, name: string) => `${module}#${name}`;

/** Registers a transaction. Must run at the top level of its module; a name is used once per module. */
export function defineUnit<Input, Output, Tables = Database>(
  unit: Unit<Input, Output, Tables>,
): Unit<Input, Output, Tables> {
  const key = registryKey(unit.module, unit.name);
  if (registry.has(key)) throw new Error(`the unit ${unit.name} is defined twice in ${unit.module}`);
  registry.set(key, unit as unknown as AnyUnit);
  return unit;
}

/** The unit of that name, importing its module when this thread has not done so yet. */
export async function findUnit(module: string, name: string): Promise<AnyUnit> {
  const key = registryKey(module, name);
  if (!registry.has(key)) await import(module);
  const unit = registry.get(key);
  if (!unit) throw new Error(`${module} defines no unit named ${name} at its top level`);
  return unit;
}

/** Like `findUnit`, for units whose module this thread has imported before. */
export function knownUnit(module: string, name: string): AnyUnit | undefined {
  return registry.get(registryKey(module, name));
}
