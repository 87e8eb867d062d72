import type { Omission } from '../../generation/outcome.ts';
import { toCamelCase } from '../../lib/camel-case.ts';

/** Fields of native bodies that one of Google's APIs refuses as unknown names, in camel case. */
interface ForeignFields {
  readonly top: readonly string[];
  readonly config: readonly string[];
  readonly imageConfig: readonly string[];
  readonly safetySetting: readonly string[];
  readonly reason: string;
}

export interface NativeFields {
  /** A body without these fields; the input stays as it is. */
  strip(skeleton: unknown): unknown;
  /** The names `strip` takes out, with the client's spelling. */
  omissions(skeleton: unknown): Omission[];
}

/** Known to Vertex, refused by the Gemini API (gemini-upstream §3; what `@google/genai` sends to one of them only). */
export const vertexOnly = foreign({
  top: ['modelArmorConfig', 'labels', 'outputConfig'],
  config: ['audioTimestamp', 'modelConfig', 'routingConfig'],
  imageConfig: ['imageOutputOptions', 'personGeneration', 'prominentPeople'],
  safetySetting: ['method'],
  reason: 'only Vertex AI takes it; this channel is a Gemini API',
});

/** Known to the Gemini API, refused by Vertex (gemini-upstream §0 row 6, §3; `@google/genai` as above). */
export const geminiOnly = foreign({
  top: ['serviceTier', 'store'],
  config: ['responseFormat', 'enableEnhancedCivicAnswers'],
  imageConfig: [],
  safetySetting: [],
  reason: 'only the Gemini API takes it; this channel is Vertex AI',
});

function foreign(fields: ForeignFields): NativeFields {
  return {
    strip(skeleton) {
      const body = mapMember(without(skeleton as Json, fields.top), 'generationConfig', (config) =>
        mapMember(without(config, fields.config), 'imageConfig', (imageConfig) =>
          without(imageConfig, fields.imageConfig),
        ),
      );
      return mapMember(body, 'safetySettings', (setting) => without(setting, fields.safetySetting));
    },
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
        ...settingsOf(body).map((object) => ({
          object,
          names: fields.safetySetting,
          path: 'safetySettings.',
        })),
      ];
      const parameters = levels.flatMap(({ object, names, path }) =>
        Object.keys(object)
          .filter((name) => names.includes(toCamelCase(name)))
          .map((name) => `${path}${name}`),
      );
      return [...new Set(parameters)].map((parameter) => ({ parameter, reason: fields.reason }));
    },
  };
}

type Json = Record<string, unknown>;

function without(object: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(toCamelCase(name))));
}

/** Google takes a single one for a list of one. */
function settingsOf(body: Json): Json[] {
  const value = valueIn(body, 'safetySettings');
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function member(object: Json, name: string): Json | undefined {
  const found = valueIn(object, name);
  return isObject(found) ? found : undefined;
}

const valueIn = (object: Json, name: string): unknown =>
  Object.entries(object).find(([key]) => toCamelCase(key) === name)?.[1];

/** With the member changed, or each entry of it where it is a list. */
function mapMember(object: Json, name: string, change: (value: Json) => Json): Json {
  const changed = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(changed) : isObject(value) ? change(value) : value;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, toCamelCase(key) === name ? changed(value) : value]),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
