import { bool, enumeration, int32, map, message, repeated, string, struct } from './descriptor.ts';
import { generateContentRequest } from './generate-content-request.ts';
import { generationConfig } from './generation-config.ts';
import { googleSearch, tool } from './tools.ts';

const imageConfig = message('ImageConfig', () => ({
  aspectRatio: string,
  imageSize: string,
  imageOutputOptions: message('ImageConfig.ImageOutputOptions', () => ({
    mimeType: string,
    compressionQuality: int32,
  })),
  personGeneration: enumeration('ImageConfig.PersonGeneration', [
    'PERSON_GENERATION_UNSPECIFIED',
    'ALLOW_ALL',
    'ALLOW_ADULT',
    'ALLOW_NONE',
  ]),
  prominentPeople: enumeration('ImageConfig.ProminentPeople', [
    'PROMINENT_PEOPLE_UNSPECIFIED',
    'ALLOW_PROMINENT_PEOPLE',
    'BLOCK_PROMINENT_PEOPLE',
  ]),
}));

const vertexGenerationConfig = message('GenerationConfig', () => {
  const { responseFormat: _, enableEnhancedCivicAnswers: __, ...shared } = generationConfig.fields();
  return { ...shared, imageConfig, audioTimestamp: bool, routingConfig: struct, modelConfig: struct };
});

const safetySetting = message('SafetySetting', () => ({
  category: enumeration('HarmCategory', [
    'HARM_CATEGORY_UNSPECIFIED',
    'HARM_CATEGORY_HATE_SPEECH',
    'HARM_CATEGORY_DANGEROUS_CONTENT',
    'HARM_CATEGORY_HARASSMENT',
    'HARM_CATEGORY_SEXUALLY_EXPLICIT',
    'HARM_CATEGORY_CIVIC_INTEGRITY',
    'HARM_CATEGORY_IMAGE_HATE',
    'HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT',
    'HARM_CATEGORY_IMAGE_HARASSMENT',
    'HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT',
    'HARM_CATEGORY_JAILBREAK',
  ]),
  threshold: enumeration('SafetySetting.HarmBlockThreshold', [
    'HARM_BLOCK_THRESHOLD_UNSPECIFIED',
    'BLOCK_LOW_AND_ABOVE',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_ONLY_HIGH',
    'BLOCK_NONE',
    'OFF',
  ]),
  method: enumeration('SafetySetting.HarmBlockMethod', [
    'HARM_BLOCK_METHOD_UNSPECIFIED',
    'SEVERITY',
    'PROBABILITY',
  ]),
}));

const vertexTool = message('Tool', () => ({ ...tool.fields(), googleSearch: vertexGoogleSearch }));
const vertexGoogleSearch = message('GoogleSearch', () => ({
  ...googleSearch.fields(),
  excludeDomains: repeated(string),
  blockingConfidence: enumeration('Tool.PhishBlockThreshold', [
    'PHISH_BLOCK_THRESHOLD_UNSPECIFIED',
    'BLOCK_LOW_AND_ABOVE',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_HIGH_AND_ABOVE',
    'BLOCK_HIGHER_AND_ABOVE',
    'BLOCK_VERY_HIGH_AND_ABOVE',
    'BLOCK_ONLY_EXTREMELY_HIGH',
  ]),
}));

/** The body of generateContent on Vertex AI: no `responseFormat`, `serviceTier` or `store`, but fields of its own. */
export const vertexGenerateContentRequest = message('GenerateContentRequest', () => {
  const { serviceTier: _, store: __, ...shared } = generateContentRequest.fields();
  return {
    ...shared,
    generationConfig: vertexGenerationConfig,
    safetySettings: repeated(safetySetting),
    tools: repeated(vertexTool),
    labels: map(string),
    modelArmorConfig: struct,
    outputConfig: struct,
  };
});
