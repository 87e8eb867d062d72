import { imageConfigWords } from '../../generation/google-shape.ts';
import { isJsonObject, keyIn, mapAt, objectsAt, valueIn } from '../../lib/either-spelling.ts';

type Json = Record<string, unknown>;

/**
 * A body without `responseFormat`, which Vertex does not know; what it asks of the shape stands in `imageConfig`, which
 * both of Google's APIs take.
 */
export const withImageConfig = (skeleton: unknown): unknown =>
  mapAt(skeleton, ['generationConfig'], (config) => {
    const formatKey = keyIn(config, 'responseFormat');
    if (formatKey === undefined) return config;
    const { [formatKey]: _, ...rest } = config;
    const key = keyIn(config, 'imageConfig') ?? 'imageConfig';
    const found = shapeMembers(config).filter(({ isWanting }) => isWanting);
    if (found.length === 0) return rest;
    const added = Object.fromEntries(found.map(({ name, word }) => [name, word]));
    // An empty text there is none for Google; it would stand beside the one that is added.
    const image = Object.entries(isJsonObject(config[key]) ? config[key] : {}).filter(
      ([, value]) => value !== '',
    );
    const imageConfig = Object.assign(Object.fromEntries(image), added);
    return Object.assign(rest, { [key]: imageConfig });
  });

/** Paths of what `responseFormat` asks for beyond that, in the client's words. */
export function unsaidByImageConfig(skeleton: unknown): string[] {
  return objectsAt(skeleton, ['generationConfig']).flatMap((config) => {
    const key = keyIn(config, 'responseFormat');
    if (key === undefined) return [];
    const format = config[key];
    if (isNothing(format)) return [];
    if (!isJsonObject(format) || Object.keys(format).length === 0) return [`generationConfig.${key}`];
    const said = shapeMembers(config).filter(({ isSaid }) => isSaid);
    const imageKey = keyIn(format, 'image');
    const image = imageKey === undefined ? undefined : format[imageKey];
    const names = isJsonObject(image)
      ? Object.keys(image)
          .filter((name) => !isNothing(image[name]) && !said.some(({ formatKey }) => formatKey === name))
          .filter((name) => name !== keyIn(image, 'delivery'))
          .map((name) => `${imageKey}.${name}`)
      : [];
    const others = Object.keys(format).filter(
      (name) => !isNothing(format[name]) && !(name === imageKey && isJsonObject(image)),
    );
    return [...names, ...others].map((name) => `generationConfig.${key}.${name}`);
  });
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Members of `responseFormat.image` that name a shape. */
function shapeMembers(config: Json) {
  const [image = {}] = objectsAt(config, ['responseFormat', 'image']);
  const [imageConfig = {}] = objectsAt(config, ['imageConfig']);
  return (['aspectRatio', 'imageSize'] as const).flatMap((name) => {
    const formatKey = keyIn(image, name);
    const value = valueIn(image, name);
    if (typeof value !== 'string' || value === '') return [];
    const word = imageConfigWords[name](value);
    const own = valueIn(imageConfig, name);
    const isWanting = isNothing(own);
    const isSaid = isWanting || (typeof own === 'string' && imageConfigWords[name](own) === word);
    return [{ name, formatKey, word, isWanting, isSaid }];
  });
}
