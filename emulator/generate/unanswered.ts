import type { Behaviour } from '../directives/behaviour.ts';
import { isPromptReason } from '../directives/directives.ts';
import type { Generation } from './generation.ts';
import type { Outcome } from './outcome.ts';
import { thoughtSignature } from './thought-signature.ts';
import type { UsageMeter } from './usage.ts';

const policy =
  "Unable to show the generated image. The image was filtered out because it violated Google's [Generative AI Prohibited Use policy](https://policies.google.com/terms/generative-ai/use-policy). You will not be charged for blocked images. Try rephrasing the prompt. If you think this was an error, [send feedback](https://ai.google.dev/gemini-api/docs/troubleshooting).";

const finishMessages: Readonly<Record<string, string>> = {
  IMAGE_RECITATION:
    'Unable to show the generated image because it may be too close to an existing one. You will not be charged for blocked images. Try rephrasing the prompt.',
  IMAGE_OTHER:
    'Unable to show the generated image. You will not be charged for blocked images. Try rephrasing the prompt.',
};

/** HTTP 200 without an image, in the shapes that were recorded; undefined when an image is wanted. */
export function unanswered(
  generation: Generation,
  behaviour: Behaviour,
  usage: UsageMeter,
): Outcome | undefined {
  switch (behaviour.shape) {
    case 'image':
      // As documented; with which reason was not seen.
      return generation.search && !generation.modalities.includes('TEXT') ? noImage(usage) : undefined;
    case 'block':
      return blocked(behaviour.block!, usage);
    case 'no-image':
      return noImage(usage);
    case 'max-tokens':
      return {
        parts: undefined,
        finishReason: 'MAX_TOKENS',
        usage: usage.text(generation.model.outputTokenLimit),
      };
    case 'parts-null':
      return { parts: null, finishReason: 'STOP', usage: usage.promptOnly() };
    case 'text-only':
      return refusal(generation, behaviour.refusal, usage);
  }
}

const noImage = (usage: UsageMeter): Outcome => ({
  parts: undefined,
  finishReason: 'NO_IMAGE',
  usage: usage.promptOnly(),
});

function blocked(block: NonNullable<Behaviour['block']>, usage: UsageMeter): Outcome {
  const ofPrompt = block.of === undefined ? isPromptReason(block.reason) : block.of === 'prompt';
  if (ofPrompt) return { parts: undefined, blockReason: block.reason, usage: usage.promptOnly() };
  const recited = block.reason === 'IMAGE_RECITATION';
  return {
    parts: recited ? [] : undefined,
    finishReason: block.reason,
    finishMessage: finishMessages[block.reason] ?? policy,
    usage: recited ? usage.promptOnly() : usage.blockedOutput(),
  };
}

/** Words instead of a picture, as for a request the model will not draw or a modality list of TEXT alone. */
export function refusal(generation: Generation, message: string | undefined, usage: UsageMeter): Outcome {
  const text = message ?? "I can't generate that image. Is there something else I can help you with?";
  const signature =
    generation.model.thinking === 'none' ? {} : { thoughtSignature: thoughtSignature(generation, 0) };
  return {
    parts: [{ text, ...signature }],
    finishReason: 'STOP',
    usage: usage.text(Math.ceil(text.length / 4)),
  };
}
