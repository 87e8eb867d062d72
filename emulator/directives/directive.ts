/** What the help text, the README and the refusal of a bad directive say about one directive. */
export interface Directive {
  readonly name: string;
  readonly summary: string;
  /** Keys in the order in which values without a key are taken. */
  readonly keys: Readonly<Record<string, DirectiveKey>>;
  readonly example: string;
}

export interface DirectiveKey {
  readonly summary: string;
  readonly required?: true;
  readonly oneOf?: readonly string[];
  readonly kind: 'number' | 'fraction' | 'duration' | 'text' | 'boolean';
}

export const text = (summary: string, oneOf?: readonly string[]): DirectiveKey =>
  oneOf ? { summary, kind: 'text', oneOf } : { summary, kind: 'text' };
export const required = (key: DirectiveKey): DirectiveKey => ({ ...key, required: true });
export const number = (summary: string): DirectiveKey => ({ summary, kind: 'number' });
export const duration = (summary: string): DirectiveKey => ({ summary, kind: 'duration' });
export const fraction = (summary: string): DirectiveKey => ({ summary, kind: 'fraction' });
export const flag = (summary: string): DirectiveKey => ({ summary, kind: 'boolean' });
