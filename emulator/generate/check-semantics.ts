import { invalidArgument } from '../google-error.ts';
import type { Model } from '../models/models.ts';
import type { Profile } from '../profile.ts';
import type { GenerateContentRequest, GenerationConfig, Part, Tool } from './generation-request.ts';
import { requestedRatio, requestedTier } from './image-config.ts';
import { lastTurn } from './last-turn.ts';
import { checkOutputOptions, checkVertexPart } from './vertex-semantics.ts';

/**
 * Google's checks after schema, key and model. Texts marked "not verified" are in Google's manner but were not seen.
 * @throws GoogleError 400
 */
export function checkSemantics(request: GenerateContentRequest, model: Model, profile: Profile): void {
  const parts = (request.contents ?? []).flatMap((content) => content.parts ?? []);
  if (!request.contents?.length) refuse('* GenerateContentRequest.contents: contents is not specified\n');
  checkTurns(request, profile);
  if (request.systemInstruction && !model.systemInstruction) {
    refuse(`Developer instruction is not enabled for models/${model.id}`);
  }
  checkConfig(request.generationConfig ?? {}, model);
  checkImageConfig(request.generationConfig ?? {}, model);
  for (const tool of request.tools ?? []) checkTool(tool, model);
  for (const part of parts) {
    checkPart(part, model);
    if (profile === 'vertex') checkVertexPart(part);
  }
  if (profile === 'vertex') checkOutputOptions(request.generationConfig?.imageConfig?.imageOutputOptions);
  const asked = lastTurn(request.contents ?? []).flatMap((content) => content.parts ?? []);
  const references = asked.filter((part) => part.inlineData ?? part.fileData).length;
  if (references > model.maxReferences) {
    // Not verified.
    refuse(
      `Too many images in the request: ${references}. The maximum for models/${model.id} is ${model.maxReferences}.`,
    );
  }
}

function refuse(message: string): never {
  throw invalidArgument(message);
}

function checkTurns({ contents = [] }: GenerateContentRequest, profile: Profile): void {
  // Vertex AI wants a role; the Gemini API takes a turn without one for the user's.
  const roles = ['user', 'model', 'function', ...(profile === 'vertex' ? [] : ['', undefined])];
  contents.forEach(({ role, parts }, index) => {
    if (!roles.includes(role)) {
      refuse('Please use a valid role: user, model.');
    }
    if (!parts?.length)
      refuse(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`);
    parts.forEach((part, position) => {
      const where = `* GenerateContentRequest.contents[${index}].parts[${position}].data`;
      const keys = Object.keys(part).filter((key) => !bareKeys.has(key));
      if (keys.length === 0)
        refuse(`${where}: required oneof field 'data' must have one initialized field\n`);
    });
  });
}

/** Keys of a part beside the oneof `data`. */
const bareKeys = new Set(['thought', 'thoughtSignature', 'partMetadata', 'videoMetadata', 'mediaResolution']);

function checkConfig(config: GenerationConfig, model: Model): void {
  if ((config.candidateCount ?? 1) > 1) refuse('Multiple candidates is not enabled for this model');
  if ((config.candidateCount ?? 1) < 1)
    refuse('* GenerateContentRequest.generation_config.candidate_count: candidate_count must be positive.\n');
  if (config.temperature !== undefined && (config.temperature < 0 || config.temperature > 2)) {
    refuse(
      '* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n',
    );
  }
  if (config.topP !== undefined && (config.topP < 0 || config.topP > 1)) {
    refuse('* GenerateContentRequest.generation_config.top_p: top_p must be in the range [0.0, 1.0].\n');
  }
  const other = config.responseModalities?.find((modality) => !['TEXT', 'IMAGE'].includes(modality));
  if (other) {
    refuse(
      `Model does not support the requested response modalities: ${config.responseModalities?.join(',').toLowerCase()}`,
    );
  }
  if (config.responseMimeType && config.responseMimeType !== 'text/plain')
    refuse('JSON mode is not enabled for this model');
  if (config.responseLogprobs) refuse('Logprobs is not enabled for this model');
  const level = config.thinkingConfig?.thinkingLevel;
  if (level === undefined || model.thinking === 'always') return;
  // Not verified, both.
  if (model.thinking === 'none') refuse('Thinking level is not supported for this model.');
  else if (!(model.thinking.levels as readonly string[]).includes(level)) {
    refuse(
      `Thinking level ${level} is not supported for this model. Please retry with other thinking level.`,
    );
  }
}

function checkImageConfig(config: GenerationConfig, model: Model): void {
  const ratio = requestedRatio(config);
  const tier = requestedTier(config);
  // Not verified: the exact texts for a ratio or a size that the model does not have were not seen.
  if (ratio !== undefined && !model.ratios.includes(ratio)) {
    refuse(`Invalid value for aspect_ratio: "${ratio}". Supported values are: ${model.ratios.join(', ')}.`);
  }
  if (tier === undefined) return;
  if (model.sizes.length === 0) refuse('Image size is not enabled for this model');
  if (!model.sizes.includes(tier)) {
    refuse(`Invalid value for image_size: "${tier}". Supported values are: ${model.sizes.join(', ')}.`);
  }
}

function checkTool(tool: Tool, model: Model): void {
  if (tool.functionDeclarations?.length) refuse('Function calling is not enabled for this model');
  if (tool.codeExecution) refuse('Code execution is not enabled for this model');
  if (tool.urlContext) refuse('Browse tool is not supported.');
  if (!tool.googleSearch) return;
  if (model.search === 'none') refuse('Search as tool is not enabled for this model');
  // Not verified.
  if (tool.googleSearch.searchTypes?.imageSearch && model.search !== 'web+image') {
    refuse('Image search is not enabled for this model');
  }
}

function checkPart({ inlineData, fileData }: Part, model: Model): void {
  const mimeType = inlineData?.mimeType ?? fileData?.mimeType;
  // On the Gemini API a file may come without a type; inline data may not.
  if (inlineData && !mimeType)
    refuse('Unable to determine the MIME type of the inline data. Please set mime_type.');
  if (mimeType && !model.inputMimeTypes.includes(mimeType.toLowerCase()))
    refuse(`Unsupported MIME type: ${mimeType}`);
  if (!inlineData) return;
  const isPicture = mimeType?.toLowerCase().startsWith('image/');
  if (isPicture && !inlineData.data?.picture) {
    refuse(
      'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
    );
  }
}
