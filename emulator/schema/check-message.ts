import type { BytesLookup } from '../http/inline-bytes.ts';
import { checkScalar } from './check-scalar.ts';
import type { EnumType, FieldType, MessageType } from './descriptor.ts';
import { fieldName, snakeCase } from './field-names.ts';

/** One thing wrong with the body; `field` is the snake_case path of the message it is in, absent at the top. */
export interface Violation {
  readonly field?: string;
  readonly description: string;
}

/**
 * Checks a parsed body against the schema as Google's JSON front end does: unknown names are errors, enums are
 * case-insensitive, a single value is accepted for a repeated field, null means absent.
 * @returns the message with camelCase names, and every violation in the order of the body.
 */
export function checkMessage(
  type: MessageType,
  body: unknown,
  lookup: BytesLookup,
): { message: Record<string, unknown>; violations: Violation[] } {
  const violations: Violation[] = [];
  const check = new Check(violations, lookup);
  const message = check.message(type, body, '');
  return { message: (message as Record<string, unknown> | undefined) ?? {}, violations };
}

const fieldsOf = new WeakMap<MessageType, Readonly<Record<string, FieldType>>>();

class Check {
  readonly #violations: Violation[];
  readonly #lookup: BytesLookup;

  constructor(violations: Violation[], lookup: BytesLookup) {
    this.#violations = violations;
    this.#lookup = lookup;
  }

  message(type: MessageType, value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null) return this.#invalid(path, type.name, quote(value));
    if (Array.isArray(value)) return this.#notRepeating(path);
    let fields = fieldsOf.get(type);
    if (!fields) {
      fields = type.fields();
      fieldsOf.set(type, fields);
    }
    const checked: Record<string, unknown> = {};
    let chosen: string | undefined;
    for (const [wireName, item] of Object.entries(value)) {
      const name = fieldName(fields, wireName);
      if (name === undefined) {
        this.#unknown(wireName, path, 'Cannot find field.');
        continue;
      }
      if (item === null) continue;
      if (type.oneof?.fields.includes(name)) {
        if (chosen !== undefined && chosen !== name) {
          this.#invalid(
            path,
            'oneof',
            `oneof field '${type.oneof.name}' is already set. Cannot set '${name}'`,
          );
        }
        chosen = name;
      }
      checked[name] = this.#field(fields[name]!, item, join(path, snakeCase(name)));
    }
    return checked;
  }

  #field(type: FieldType, value: unknown, path: string): unknown {
    switch (type.kind) {
      case 'message':
        return this.message(type, value, path);
      case 'enum':
        return this.#enum(type, value, path);
      case 'repeated':
        if (!Array.isArray(value)) return [this.#field(type.of, value, path)];
        return value.map((item, index) => this.#field(type.of, item, `${path}[${index}]`));
      case 'map':
        return this.#map(type.of, value, path);
      case 'json':
        if (type.objectOnly && (typeof value !== 'object' || Array.isArray(value))) {
          return this.#invalid(path, 'type.googleapis.com/google.protobuf.Struct', quote(value));
        }
        return value;
      case 'scalar':
        return this.#scalar(type.scalar, value, path);
    }
  }

  #scalar(scalar: Parameters<typeof checkScalar>[0], value: unknown, path: string): unknown {
    if (Array.isArray(value)) return this.#notRepeating(path);
    if (typeof value === 'object' && value !== null) {
      const [parent, own] = split(path);
      return this.#invalid(parent, own, 'Starting an object on a scalar field');
    }
    const checked = checkScalar(scalar, value, this.#lookup);
    if ('problem' in checked) return this.#invalid(path, scalar, checked.problem);
    return checked.value;
  }

  #enum(type: EnumType, value: unknown, path: string): unknown {
    if (Array.isArray(value)) return this.#notRepeating(path);
    if (typeof value === 'number' && type.values[value] !== undefined) return type.values[value];
    if (typeof value === 'string') {
      const wanted = value.toUpperCase().replaceAll('-', '_');
      if (type.values.includes(wanted)) return wanted;
    }
    return this.#invalid(path, type.name, quote(value));
  }

  #map(of: FieldType, value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#notRepeating(path);
    const entries = Object.entries(value).map(([key, item], index) => [
      key,
      this.#field(of, item, `${path}[${index}].value`),
    ]);
    return Object.fromEntries(entries);
  }

  #unknown(name: string, path: string, reason: string): undefined {
    const where = path === '' ? '' : ` at '${path}'`;
    const description = `Invalid JSON payload received. Unknown name "${name}"${where}: ${reason}`;
    this.#violations.push(path === '' ? { description } : { field: path, description });
  }

  #notRepeating(path: string): undefined {
    const [parent, own] = split(path);
    this.#unknown(own, parent, 'Proto field is not repeating, cannot start list.');
  }

  #invalid(path: string, typeName: string, problem: string): undefined {
    this.#violations.push({
      field: path,
      description: `Invalid value at '${path}' (${typeName}), ${problem}`,
    });
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function split(path: string): [parent: string, own: string] {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)];
}

/** A value as Google quotes it in messages: JSON, cut where a whole image would follow. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
