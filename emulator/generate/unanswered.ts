import type { Behaviour } from '../directives/behaviour.ts';
import { isPromptReason } from '../directives/reasons.ts';
import type { Generation } from './generation.ts';
import type { Outcome } from './outcome.ts';
import { signatureOf } from './thought-signature.ts';
import type { UsageMeter } from './usage.ts';

const policy =
  "Unable to show the generated image. The image was filtered out because it violated Google's [Generative AI Prohibited Use policy](https://policies.google.com/terms/generative-ai/use-policy). You will not be charged for blocked images. Try rephrasing the prompt. If you think this was an error, [send feedback](https://ai.google.dev/gemini-api/docs/troubleshooting).";

const finishMessages: Readonly<Record<string, string>> = {
  IMAGE_RECITATION:
    'Unable to show the generated image because it may be too close to an existing one. You will not be charged for blocked images. Try rephrasing the prompt.',
  IMAGE_OTHER:
    'Unable to show the generated image. You will not be charged for blocked images. Try rephrasing the prompt.',
};

/** Vertex AI's guards say what they found; the texts are not verified. */
const blockMessages: Readonly<Record<string, string>> = {
  MODEL_ARMOR: 'The prompt violated Responsible AI Safety settings, Prompt Injection and Jailbreak filters.',
  JAILBREAK: 'The prompt was blocked because it tries to get around the safety of the model.',
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
    case 'finish':
      return finished(behaviour.finish!, usage);
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
      return refusal(generation, behaviour.refusal, usage, behaviour.signatureLength);
  }
}

const noImage = (usage: UsageMeter): Outcome => ({
  parts: undefined,
  finishReason: 'NO_IMAGE',
  usage: usage.promptOnly(),
});

function finished({ reason, message }: NonNullable<Behaviour['finish']>, usage: UsageMeter): Outcome {
  return {
    parts: undefined,
    finishReason: reason,
    ...(message ? { finishMessage: message } : {}),
    usage: usage.blockedOutput(),
  };
}

function blocked({ reason, of, message }: NonNullable<Behaviour['block']>, usage: UsageMeter): Outcome {
  const ofPrompt = of === undefined ? isPromptReason(reason) : of === 'prompt';
  if (ofPrompt) {
    const told = message ?? blockMessages[reason];
    return {
      parts: undefined,
      blockReason: reason,
      ...(told ? { blockReasonMessage: told } : {}),
      usage: usage.promptOnly(),
    };
  }
  const recited = reason === 'IMAGE_RECITATION';
  return {
    parts: recited ? [] : undefined,
    finishReason: reason,
    finishMessage: message ?? finishMessages[reason] ?? policy,
    usage: recited ? usage.promptOnly() : usage.blockedOutput(),
  };
}

/** Words instead of a picture, as for a request the model will not draw or a modality list of TEXT alone. */
export function refusal(
  generation: Generation,
  message: string | undefined,
  usage: UsageMeter,
  signatureLength?: number,
): Outcome {
  const text = message ?? "I can't generate that image. Is there something else I can help you with?";
  return {
    parts: [{ text, ...signatureOf(generation, 0, signatureLength) }],
    finishReason: 'STOP',
    usage: usage.text(Math.ceil(text.length / 4)),
  };
}
