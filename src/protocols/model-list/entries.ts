import type { Model } from '../../generation/model.ts';

/** Names a list shows: the public name and Google's current id, which some clients insist on (`gemini-…`). */
export function publicNames(model: Model): string[] {
  return [...new Set([model.name, ...model.aliases.filter((alias) => !alias.includes('_'))])].filter(
    (name) => !name.endsWith('-preview'),
  );
}

export function openaiEntry(model: Model, name: string) {
  return {
    id: name,
    object: 'model',
    created: model.releasedAt,
    owned_by: 'google',
    supported_endpoint_types: ['image-generation', 'openai', 'gemini'],
  };
}

export function geminiEntry(model: Model, name: string) {
  return {
    name: `models/${name}`,
    version: '001',
    displayName: model.title,
    description: `${model.title}: image generation and editing.`,
    inputTokenLimit: 32_768,
    outputTokenLimit: 32_768,
    supportedGenerationMethods: ['generateContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 1,
  };
}
