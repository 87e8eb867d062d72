import { imageConfigWords, isSizeName } from '../../generation/google-shape.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { mapAt } from '../../lib/either-spelling.ts';

const formatWords = {
  imageSize: (text: string) => (isSizeName(text) ? text : imageConfigWords.imageSize(text)),
};

/**
 * A body whose sizes and ratios that are priced and routed by (`nativeShape`) stand in Google's own words: a Vertex
 * project was seen to answer `0.5K` with a 500, which says nothing of whose fault it is and rests the channel for
 * everybody (gemini-upstream §3).
 */
export function withWireShape(body: unknown): unknown {
  const path = ['generationConfig'];
  const configured = mapAt(body, [...path, 'imageConfig'], (image) => inWords(image, imageConfigWords));
  return mapAt(configured, [...path, 'responseFormat', 'image'], (image) => inWords(image, formatWords));
}

const inWords = (
  image: Record<string, unknown>,
  words: Readonly<Record<string, (text: string) => string>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(image).map(([key, value]) => {
      const name = toCamelCase(key);
      return [key, typeof value === 'string' && Object.hasOwn(words, name) ? words[name]?.(value) : value];
    }),
  );
