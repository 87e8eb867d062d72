import type { Profile } from '../profile.ts';
import { content } from './content.ts';
import { type MessageType, message, repeated, string } from './descriptor.ts';
import { generateContentRequest } from './generate-content-request.ts';
import { tool } from './tools.ts';
import { vertexGenerateContentRequest } from './vertex-request.ts';

/** The Gemini API takes contents or a whole generation; anything else must stand inside that. */
const gemini = message('CountTokensRequest', () => ({
  model: string,
  contents: repeated(content),
  generateContentRequest,
}));

/** Vertex takes the fields of a generation beside the contents. */
const vertex = message('CountTokensRequest', () => ({
  model: string,
  contents: repeated(content),
  systemInstruction: content,
  tools: repeated(tool),
  generationConfig: vertexGenerateContentRequest.fields().generationConfig!,
}));

export const countTokensRequest = (profile: Profile): MessageType => (profile === 'vertex' ? vertex : gemini);
