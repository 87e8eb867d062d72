/** What the store itself reports. `code` is stable and equal on both engines. */
export abstract class StoreError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A row with these values exists already. */
export class UniqueViolation extends StoreError {
  readonly code = 'unique_violation';
  /** Empty when the engine names only the index. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Name of the constraint or index, where the engine tells it. */
  readonly constraint: string | undefined;

  constructor(detail: { table: string; columns: readonly string[]; constraint?: string | undefined }) {
    super(
      `a row with this ${detail.columns.join(' + ') || detail.constraint} exists in ${detail.table || 'the table'}`,
    );
    this.table = detail.table;
    this.columns = detail.columns;
    this.constraint = detail.constraint;
  }
}

export type ConstraintKind = 'foreign-key' | 'not-null' | 'check';

/** A value broke a rule of its table. */
export class ConstraintViolation extends StoreError {
  readonly code = 'constraint_violation';
  readonly kind: ConstraintKind;

  constructor(kind: ConstraintKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The database is away, locked, full or failing. */
export class StoreUnavailable extends StoreError {
  readonly code = 'store_unavailable';
  /** `unknown`: the connection broke while committing and the server could not be asked afterwards. */
  readonly outcome: 'not-applied' | 'unknown';

  constructor(message: string, options: { cause?: unknown; outcome?: 'not-applied' | 'unknown' } = {}) {
    super(message, options);
    this.outcome = options.outcome ?? 'not-applied';
  }
}

/** Another process serves the database or the data folder, of which each has one on SQLite. */
export class ServedElsewhere extends StoreError {
  readonly code = 'served_elsewhere';

  constructor(what: string) {
    super(`Another process serves ${what}`);
  }
}

/** `close()` was called before this read or write. */
export class StoreClosed extends StoreError {
  readonly code = 'store_closed';

  constructor() {
    super('the store is closed');
  }
}

/** The database holds migrations that this build does not know. */
export class NewerSchema extends StoreError {
  readonly code = 'newer_schema';

  constructor(foundName: string, newestKnownName: string | undefined) {
    super(
      `This database was last opened by a newer version (it has migration ${foundName}; this version knows ` +
        `${newestKnownName ? `up to ${newestKnownName}` : 'none'}). Start that version or a later one, or restore ` +
        'the backup made before the upgrade.',
    );
  }
}

/** A statement's parameter that the two engines would not hold alike. */
export class UnstorableValue extends StoreError {
  readonly code = 'unstorable_value';
}

/** A stored or computed integer is beyond 2^53 - 1, so a JavaScript number would be another number. */
export class IntegerTooLarge extends StoreError {
  readonly code = 'integer_too_large';
}

/** A unit broke a rule of `Unit`; its transaction was rolled back. */
export class UnitMisuse extends StoreError {
  readonly code = 'unit_misuse';
}
