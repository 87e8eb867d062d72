export type RefusalCode = 'not_found' | 'conflict' | 'invalid';

/**
 * Something an operator asked for that cannot be done. It is told to them as it is, on the command line and by
 * the admin API; callers of the public contracts meet a `Failure` instead.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** The field at fault, in the words of the admin API. */
  readonly param: string | undefined;

  constructor(code: RefusalCode, message: string, param?: string) {
    super(message);
    this.code = code;
    this.param = param;
  }
}
