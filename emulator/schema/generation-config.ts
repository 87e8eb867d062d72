import {
  bool,
  enumeration,
  type FieldType,
  float,
  int32,
  map,
  message,
  repeated,
  string,
  struct,
  value,
} from './descriptor.ts';

const typeName = enumeration('Type', [
  'TYPE_UNSPECIFIED',
  'STRING',
  'NUMBER',
  'INTEGER',
  'BOOLEAN',
  'ARRAY',
  'OBJECT',
  'NULL',
]);

/** The OpenAPI-like schema of structured output and of function parameters. */
export const schema = message(
  'Schema',
  (): Record<string, FieldType> => ({
    type: typeName,
    format: string,
    title: string,
    description: string,
    nullable: bool,
    default: value,
    example: value,
    enum: repeated(string),
    items: schema,
    minItems: string,
    maxItems: string,
    minLength: string,
    maxLength: string,
    minProperties: string,
    maxProperties: string,
    minimum: float,
    maximum: float,
    pattern: string,
    properties: map(schema),
    required: repeated(string),
    propertyOrdering: repeated(string),
    anyOf: repeated(schema),
  }),
);

const imageConfig = message('ImageConfig', () => ({ aspectRatio: string, imageSize: string }));

const thinkingConfig = message('ThinkingConfig', () => ({
  includeThoughts: bool,
  thinkingBudget: int32,
  thinkingLevel: enumeration('ThinkingConfig.ThinkingLevel', [
    'THINKING_LEVEL_UNSPECIFIED',
    'MINIMAL',
    'LOW',
    'MEDIUM',
    'HIGH',
  ]),
}));

// Strings rather than enums: one client is known to send "1:1" here and the SDK sends the enum names.
const imageFormat = message('ImageResponseFormat', () => ({
  aspectRatio: string,
  imageSize: string,
  mimeType: string,
  delivery: string,
}));
const responseFormat = message('ResponseFormat', () => ({
  image: imageFormat,
  text: struct,
  audio: struct,
}));

const prebuiltVoice = message('PrebuiltVoiceConfig', () => ({ voiceName: string }));
const voice = message('VoiceConfig', () => ({ prebuiltVoiceConfig: prebuiltVoice }));
const speaker = message('SpeakerVoiceConfig', () => ({ speaker: string, voiceConfig: voice }));
const speakers = message('MultiSpeakerVoiceConfig', () => ({ speakerVoiceConfigs: repeated(speaker) }));
const speechConfig = message('SpeechConfig', () => ({
  voiceConfig: voice,
  multiSpeakerVoiceConfig: speakers,
  languageCode: string,
}));

/** Everything of `generationConfig` on the Gemini API; imageOutputOptions and personGeneration are Vertex only. */
export const generationConfig = message('GenerationConfig', () => ({
  candidateCount: int32,
  stopSequences: repeated(string),
  maxOutputTokens: int32,
  temperature: float,
  topP: float,
  topK: int32,
  seed: int32,
  presencePenalty: float,
  frequencyPenalty: float,
  responseMimeType: string,
  responseSchema: schema,
  responseJsonSchema: value,
  _responseJsonSchema: value,
  responseLogprobs: bool,
  logprobs: int32,
  enableEnhancedCivicAnswers: bool,
  responseModalities: repeated(
    enumeration('GenerationConfig.Modality', ['MODALITY_UNSPECIFIED', 'TEXT', 'IMAGE', 'AUDIO', 'VIDEO']),
  ),
  speechConfig,
  audioTranscriptionConfig: struct,
  thinkingConfig,
  imageConfig,
  responseFormat,
  mediaResolution: enumeration('GenerationConfig.MediaResolution', [
    'MEDIA_RESOLUTION_UNSPECIFIED',
    'MEDIA_RESOLUTION_LOW',
    'MEDIA_RESOLUTION_MEDIUM',
    'MEDIA_RESOLUTION_HIGH',
  ]),
}));
