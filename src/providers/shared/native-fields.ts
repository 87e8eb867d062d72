import type { Omission } from '../../generation/outcome.ts';
import { toCamelCase } from '../../lib/camel-case.ts';

/** Fields of native bodies that one of Google's APIs refuses as unknown names, in camel case. */
interface ForeignFields {
  readonly top: readonly string[];
  readonly config: readonly string[];
  readonly imageConfig: readonly string[];
  readonly reason: string;
}

export interface NativeFields {
  /** A body without these fields; the input stays as it is. */
  strip(skeleton: unknown): unknown;
  /** The names `strip` takes out, with the client's spelling. */
  omissions(skeleton: unknown): Omission[];
}

/** Known to Vertex, refused by the Gemini API (gemini-upstream §3). */
export const vertexOnly = foreign({
  top: ['modelArmorConfig', 'labels'],
  config: [],
  imageConfig: ['imageOutputOptions', 'personGeneration', 'prominentPeople'],
  reason: 'only Vertex AI takes it; this channel is a Gemini API',
});

/** Known to the Gemini API, refused by Vertex (gemini-upstream §0 row 6, §3). */
export const geminiOnly = foreign({
  top: ['serviceTier', 'store'],
  config: ['responseFormat'],
  imageConfig: [],
  reason: 'only the Gemini API takes it; this channel is Vertex AI',
});

function foreign(fields: ForeignFields): NativeFields {
  return {
    strip: (skeleton) =>
      mapMember(without(skeleton as Json, fields.top), 'generationConfig', (config) =>
        mapMember(without(config, fields.config), 'imageConfig', (imageConfig) =>
          without(imageConfig, fields.imageConfig),
        ),
      ),
    omissions(skeleton) {
      const body = skeleton as Json;
      const config = member(body, 'generationConfig') ?? {};
      const levels = [
        { object: body, names: fields.top, path: '' },
        { object: config, names: fields.config, path: 'generationConfig.' },
        {
          object: member(config, 'imageConfig') ?? {},
          names: fields.imageConfig,
          path: 'generationConfig.imageConfig.',
        },
      ];
      return levels.flatMap(({ object, names, path }) =>
        Object.keys(object)
          .filter((name) => names.includes(toCamelCase(name)))
          .map((name) => ({ parameter: `${path}${name}`, reason: fields.reason })),
      );
    },
  };
}

type Json = Record<string, unknown>;

function without(object: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(toCamelCase(name))));
}

function member(object: Json, name: string): Json | undefined {
  const found = Object.entries(object).find(([key]) => toCamelCase(key) === name)?.[1];
  return isObject(found) ? found : undefined;
}

function mapMember(object: Json, name: string, change: (value: Json) => Json): Json {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) =>
      toCamelCase(key) === name && isObject(value) ? [key, change(value)] : [key, value],
    ),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
