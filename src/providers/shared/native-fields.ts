import type { Omission } from '../../generation/outcome.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { mapAt, objectsAt, valueIn } from '../../lib/either-spelling.ts';
import { unsaidByImageConfig, withImageConfig } from './response-format.ts';

/** What one of Google's APIs refuses in a native body. */
interface ForeignFields {
  /** Unknown names, in camel case, by where they stand. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Values of `safetySettings.category`: such a setting is left out whole. */
  readonly category?: RegExp;
  readonly reason: string;
}

export interface NativeFields {
  /** A body without these fields; the input stays as it is. */
  strip(skeleton: unknown): unknown;
  /** The names `strip` takes out, with the client's spelling. */
  omissions(skeleton: unknown): Omission[];
}

const geminiReason = 'only the Gemini API takes it; this channel is Vertex AI';

/** Known to Vertex, refused by the Gemini API (gemini-upstream §3; what `@google/genai` sends to one of them only). */
export const vertexOnly = foreign({
  names: {
    '': ['modelArmorConfig', 'labels', 'outputConfig'],
    generationConfig: ['audioTimestamp', 'modelConfig', 'routingConfig'],
    'generationConfig.imageConfig': ['imageOutputOptions', 'personGeneration', 'prominentPeople'],
    safetySettings: ['method'],
    'tools.googleSearch': ['blockingConfidence', 'excludeDomains'],
    'tools.googleMaps': ['groundingTypes'],
  },
  category: /^HARM_CATEGORY_(?:IMAGE_\w{1,40}|JAILBREAK)$/i,
  reason: 'only Vertex AI takes it; this channel is a Gemini API',
});

const geminiNames = foreign({
  names: {
    '': ['serviceTier', 'store'],
    generationConfig: ['enableEnhancedCivicAnswers'],
  },
  reason: geminiReason,
});

/** Known to the Gemini API, refused by Vertex (gemini-upstream §0 row 6, §3; `@google/genai` as above). */
export const geminiOnly: NativeFields = {
  strip: (skeleton) => geminiNames.strip(withImageConfig(skeleton)),
  omissions: (skeleton) => [
    ...geminiNames.omissions(skeleton),
    ...unsaidByImageConfig(skeleton).map((parameter) => ({ parameter, reason: geminiReason })),
  ],
};

function foreign({ names, category, reason }: ForeignFields): NativeFields {
  const levels = Object.entries(names).map(([place, refused]) => ({
    path: place.split('.').filter(Boolean),
    refused,
  }));
  const isRefused = (setting: Json): boolean => category?.test(String(valueIn(setting, 'category'))) === true;
  return {
    strip(skeleton) {
      const body = mapAt(skeleton, ['safetySettings'], (setting) =>
        isRefused(setting) ? undefined : setting,
      );
      return levels.reduce(
        (rest, { path, refused }) => mapAt(rest, path, (object) => without(object, refused)),
        body,
      );
    },
    omissions(skeleton) {
      const settings = objectsAt(skeleton, ['safetySettings']).filter(isRefused);
      const categories = settings.map((setting) => `safetySettings.${valueIn(setting, 'category')}`);
      const parameters = levels.flatMap(({ path, refused }) =>
        objectsAt(skeleton, path)
          .flatMap((object) => Object.keys(object))
          .filter((name) => refused.includes(toCamelCase(name)))
          .map((name) => [...path, name].join('.')),
      );
      return [...new Set([...parameters, ...categories])].map((parameter) => ({ parameter, reason }));
    },
  };
}

type Json = Record<string, unknown>;

const without = (object: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(toCamelCase(name))));
