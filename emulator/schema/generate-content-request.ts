import { content } from './content.ts';
import { bool, enumeration, message, repeated, string } from './descriptor.ts';
import { generationConfig } from './generation-config.ts';
import { tool, toolConfig } from './tools.ts';

const safetySetting = message('SafetySetting', () => ({
  category: enumeration('HarmCategory', [
    'HARM_CATEGORY_UNSPECIFIED',
    'HARM_CATEGORY_DEROGATORY',
    'HARM_CATEGORY_TOXICITY',
    'HARM_CATEGORY_VIOLENCE',
    'HARM_CATEGORY_SEXUAL',
    'HARM_CATEGORY_MEDICAL',
    'HARM_CATEGORY_DANGEROUS',
    'HARM_CATEGORY_HARASSMENT',
    'HARM_CATEGORY_HATE_SPEECH',
    'HARM_CATEGORY_SEXUALLY_EXPLICIT',
    'HARM_CATEGORY_DANGEROUS_CONTENT',
    'HARM_CATEGORY_CIVIC_INTEGRITY',
  ]),
  threshold: enumeration('SafetySetting.HarmBlockThreshold', [
    'HARM_BLOCK_THRESHOLD_UNSPECIFIED',
    'BLOCK_LOW_AND_ABOVE',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_ONLY_HIGH',
    'BLOCK_NONE',
    'OFF',
  ]),
}));

/** The body of generateContent and streamGenerateContent on the Gemini API. `labels` exists on Vertex only. */
export const generateContentRequest = message('GenerateContentRequest', () => ({
  model: string,
  contents: repeated(content),
  systemInstruction: content,
  tools: repeated(tool),
  toolConfig,
  safetySettings: repeated(safetySetting),
  generationConfig,
  cachedContent: string,
  continuationToken: string,
  serviceTier: enumeration('ServiceTier', ['UNSPECIFIED', 'STANDARD', 'FLEX', 'PRIORITY']),
  store: bool,
}));
