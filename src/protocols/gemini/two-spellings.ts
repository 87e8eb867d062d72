import { Failure } from '../../generation/failure.ts';
import { toCamelCase, toSnakeCase } from '../../lib/camel-case.ts';
import { objectsAt } from '../../lib/either-spelling.ts';

/** The objects of a `GenerateContentRequest` that anything here reads, those above before those within. */
const readPlaces: readonly (readonly string[])[] = [
  [],
  ['generationConfig'],
  ['generationConfig', 'imageConfig'],
  ['generationConfig', 'responseFormat'],
  ['generationConfig', 'responseFormat', 'image'],
  ['safetySettings'],
  ['tools'],
  ['contents'],
  ['contents', 'parts'],
  ['contents', 'parts', 'fileData'],
];

const batchPath = ['batch', 'inputConfig', 'requests', 'requests'];
const batchPlaces = [
  ...[0, 1, 2, 3, 4].map((length) => batchPath.slice(0, length)),
  ...readPlaces.map((place) => [...batchPath, 'request', ...place]),
];

/**
 * Throws for a member that stands twice, in camelCase and in snake_case: of the two one would be priced, checked and
 * routed by, and the upstream might make the other. Maps whose names are the client's own, as those of `labels` and of a
 * schema's properties, may hold what they like.
 */
export const refuseTwoSpellings = (body: unknown): void => refuseAt(body, readPlaces);

/** The same, of the body of `:batchGenerateContent`. */
export const refuseTwoSpellingsOfBatch = (body: unknown): void => refuseAt(body, batchPlaces);

function refuseAt(body: unknown, places: readonly (readonly string[])[]): void {
  for (const place of places) {
    for (const object of objectsAt(body, place)) {
      const name = saidTwice(object);
      if (name === undefined) continue;
      const at = place.length === 0 ? '' : ` at '${place.map(toSnakeCase).join('.')}'`;
      throw new Failure('invalid_request', {
        message:
          `Invalid JSON payload received. ${JSON.stringify(name.slice(0, 100))}${at} stands twice, in camelCase and ` +
          'in snake_case. Send one of them.',
      });
    }
  }
}

function saidTwice(object: Readonly<Record<string, unknown>>): string | undefined {
  const names = new Set<string>();
  for (const key of Object.keys(object)) {
    const name = toCamelCase(key);
    if (names.has(name)) return name;
    names.add(name);
  }
  return undefined;
}
