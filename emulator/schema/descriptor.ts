/**
 * How a message of the API is described here: a map from the camelCase field name to its type. The wire also
 * takes the snake_case spelling of every field, as Google does.
 */
export interface MessageType {
  readonly kind: 'message';
  /** Full proto name, shown in Google's error texts. */
  readonly name: string;
  /** Called lazily because schemas are recursive. */
  readonly fields: () => Readonly<Record<string, FieldType>>;
  /** Fields of which only one may be set, with the name of the oneof. */
  readonly oneof?: { readonly name: string; readonly fields: readonly string[] };
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly values: readonly string[];
}

export type ScalarName =
  | 'TYPE_STRING'
  | 'TYPE_BOOL'
  | 'TYPE_INT32'
  | 'TYPE_FLOAT'
  | 'TYPE_DOUBLE'
  | 'TYPE_BYTES';

export type FieldType =
  | MessageType
  | EnumType
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'repeated'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType }
  /** google.protobuf.Struct or Value: any JSON, not looked into. */
  | { readonly kind: 'json'; readonly objectOnly: boolean };

const prefix = 'type.googleapis.com/google.ai.generativelanguage.v1beta.';

export const string: FieldType = { kind: 'scalar', scalar: 'TYPE_STRING' };
export const bool: FieldType = { kind: 'scalar', scalar: 'TYPE_BOOL' };
export const int32: FieldType = { kind: 'scalar', scalar: 'TYPE_INT32' };
export const float: FieldType = { kind: 'scalar', scalar: 'TYPE_FLOAT' };
export const double: FieldType = { kind: 'scalar', scalar: 'TYPE_DOUBLE' };
export const bytes: FieldType = { kind: 'scalar', scalar: 'TYPE_BYTES' };
export const struct: FieldType = { kind: 'json', objectOnly: true };
export const value: FieldType = { kind: 'json', objectOnly: false };

export const repeated = (of: FieldType): FieldType => ({ kind: 'repeated', of });
export const map = (of: FieldType): FieldType => ({ kind: 'map', of });

export function enumeration(name: string, values: readonly string[]): EnumType {
  return { kind: 'enum', name: prefix + name, values };
}

export function message(
  name: string,
  fields: () => Readonly<Record<string, FieldType>>,
  oneof?: { name: string; fields: readonly string[] },
): MessageType {
  const described: MessageType = { kind: 'message', name: prefix + name, fields };
  return oneof ? { ...described, oneof } : described;
}
