const snakeNames = new Map<string, string>();

/** `imageConfig` → `image_config`; names already in snake_case stay. */
export function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    // Only names of the schema come here, so the map is as small as the schema.
    snakeNames.set(name, snake);
  }
  return snake;
}

const spellings = new WeakMap<object, Map<string, string>>();

/** Finds the schema's field for a name of the wire, camelCase or snake_case. */
export function fieldName(fields: Readonly<Record<string, unknown>>, wireName: string): string | undefined {
  let known = spellings.get(fields);
  if (!known) {
    known = new Map();
    for (const name of Object.keys(fields)) {
      known.set(name, name);
      known.set(snakeCase(name), name);
    }
    spellings.set(fields, known);
  }
  return known.get(wireName);
}
