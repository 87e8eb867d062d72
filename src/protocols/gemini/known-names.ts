import { Failure } from '../../generation/failure.ts';
import { toCamelCase } from '../../lib/camel-case.ts';

/**
 * Names Google's API takes, checked here so that a wrong one is refused in Google's words before anything is
 * held or sent. From the types of `@google/genai` 3.1.0 and what it sends; names that only one of Google's two APIs
 * takes are known, too: a provider of the other reports them as omitted (`providers/shared/native-fields.ts`).
 */
const bodyNames = [
  'contents',
  'model',
  'systemInstruction',
  'safetySettings',
  'tools',
  'toolConfig',
  'generationConfig',
  'cachedContent',
  'continuationToken',
  'outputConfig',
  'serviceTier',
  'store',
  'labels',
  'modelArmorConfig',
];

const configNames = [
  'audioTimestamp',
  'audioTranscriptionConfig',
  'candidateCount',
  'enableAffectiveDialog',
  'enableEnhancedCivicAnswers',
  'frequencyPenalty',
  'imageConfig',
  'logprobs',
  'maxOutputTokens',
  'mediaResolution',
  'modelConfig',
  'modelSelectionConfig',
  'presencePenalty',
  'responseFormat',
  'responseJsonSchema',
  'responseLogprobs',
  'responseMimeType',
  'responseModalities',
  'responseSchema',
  'routingConfig',
  'seed',
  'speechConfig',
  'stopSequences',
  'temperature',
  'thinkingConfig',
  'topK',
  'topP',
  'translationConfig',
];

const imageConfigNames = [
  'aspectRatio',
  'imageSize',
  'imageOutputOptions',
  'personGeneration',
  'prominentPeople',
];

/** Throws Google's own refusal for every name it would not know, in one message as Google does. */
export function refuseUnknownNames(body: Record<string, unknown>): void {
  const config = memberOf(body, 'generationConfig');
  const imageConfig = config && memberOf(config, 'imageConfig');
  const messages = [
    ...unknownNameMessages(body, bodyNames, ''),
    ...unknownNameMessages(config, configNames, 'generation_config'),
    ...unknownNameMessages(imageConfig, imageConfigNames, 'generation_config.image_config'),
  ];
  if (messages.length > 0) throw unknownNamesFailure(messages);
}

/** A body can hold tens of thousands. */
const mostTold = 100;

/** One refusal of sentences such as `unknownNameMessages` makes; how many more there are is said where they are many. */
export function unknownNamesFailure(messages: readonly string[]): Failure {
  const more = messages.length - mostTold;
  const told = more > 0 ? [...messages.slice(0, mostTold), `And ${more} more unknown names.`] : messages;
  return new Failure('invalid_request', { message: told.join('\n') });
}

/** Google's sentence for each member of an object that it does not know. */
export function unknownNameMessages(
  object: Record<string, unknown> | undefined,
  known: readonly string[],
  path: string,
): string[] {
  if (!object) return [];
  return Object.keys(object)
    .filter((name) => !known.includes(toCamelCase(name)))
    .map((name) => {
      const place = path ? ` at '${path}'` : '';
      return `Invalid JSON payload received. Unknown name ${JSON.stringify(name.slice(0, 100))}${place}: Cannot find field.`;
    });
}

/** A member that is an object, under either spelling. */
export function memberOf(object: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const key = Object.keys(object).find((candidate) => toCamelCase(candidate) === name);
  const value = key === undefined ? undefined : object[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
