import type { Omission } from '../../generation/outcome.ts';

/** Known to Vertex, refused by the Gemini API as unknown names (gemini-upstream §3). */
const configNames = ['modelArmorConfig', 'labels'];
const imageConfigNames = ['imageOutputOptions', 'personGeneration', 'prominentPeople'];

const toCamelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

type Json = Record<string, unknown>;

/** A native body without what only Vertex takes; the input stays as it is. */
export function withoutVertexFields(skeleton: unknown): unknown {
  const body = without(skeleton as Json, configNames);
  return mapMember(body, 'generationConfig', (config) =>
    mapMember(config, 'imageConfig', (imageConfig) => without(imageConfig, imageConfigNames)),
  );
}

/** The names `withoutVertexFields` would take out, with the client's spelling. */
export function vertexOmissions(skeleton: unknown): Omission[] {
  const reason = 'only Vertex AI takes it; this channel is a Gemini API';
  const omissions: Omission[] = [];
  const note = (object: Json | undefined, names: readonly string[], path: string) => {
    for (const name of Object.keys(object ?? {})) {
      if (names.includes(toCamelCase(name))) omissions.push({ parameter: `${path}${name}`, reason });
    }
  };
  const body = skeleton as Json;
  const config = member(body, 'generationConfig');
  note(body, configNames, '');
  note(config && member(config, 'imageConfig'), imageConfigNames, 'generationConfig.imageConfig.');
  return omissions;
}

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

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
