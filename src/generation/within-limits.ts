import type { AspectRatio } from './aspect-ratio.ts';
import { Failure } from './failure.ts';
import type { Model, ModelLimits } from './model.ts';
import type { Reference } from './request.ts';
import { parseResolution, type Resolution } from './resolution.ts';

/**
 * What a client sent, held against a model's limits on a contract. `param` is the field in the client's words;
 * every refusal names it and says what there is.
 */
export function promptWithin(limits: ModelLimits, prompt: string, param: string): string {
  const most = limits.maxPromptLength;
  // Code points: what a person counts as characters, more nearly than UTF-16 units.
  const isTooLong = prompt.length > most && [...prompt].length > most;
  if (prompt.trim() === '') throw refused(param, `${param} is required: 1 to ${most} characters.`);
  if (isTooLong) throw refused(param, `${param} must be 1 to ${most} characters long.`);
  return prompt;
}

export function referencesWithin(
  limits: ModelLimits,
  model: Model,
  urls: readonly string[],
  param: string,
): Reference[] {
  refuseTooMany(limits, model, urls.length, param);
  return urls.map((url, index) => urlReference(url, `${param}[${index}]`));
}

export function refuseTooMany(limits: ModelLimits, model: Model, count: number, param: string): void {
  const most = limits.maxReferences;
  if (count <= most) return;
  throw refused(param, `at most ${most} reference images are currently supported for ${model.name}`);
}

/** `place` is where it stands in the body, e.g. `image_input[3]`. */
export function urlReference(url: string, place: string): Reference {
  if (/^https?:\/\//i.test(url)) return { kind: 'url', url, field: place };
  throw refused(
    place,
    /^data:/i.test(url)
      ? `${place}: data: and Base64 images are not accepted; send a public http(s) URL.`
      : `${place} must be a public http(s) URL.`,
  );
}

/** Undefined for an absent ratio, and for `auto` where the contract has it. */
export function ratioWithin(
  limits: ModelLimits,
  model: Model,
  ratio: string | undefined,
  param: string,
  hasAuto: boolean,
): AspectRatio | undefined {
  if (ratio === undefined || (hasAuto && ratio.toLowerCase() === 'auto')) return undefined;
  const known = limits.aspectRatios.find((candidate) => candidate === ratio);
  if (known) return known;
  const choices = [...limits.aspectRatios, ...(hasAuto ? ['auto'] : [])].join(', ');
  throw refused(param, `${param} must be one of ${choices} for ${model.name}.`);
}

/** In any case: `2k` and `2K`. */
export function resolutionWithin(
  limits: ModelLimits,
  model: Model,
  resolution: string | undefined,
  param: string,
): Resolution | undefined {
  if (resolution === undefined) return undefined;
  const known = parseResolution(resolution);
  if (known && limits.resolutions.includes(known)) return known;
  throw refused(param, `${param} must be one of ${limits.resolutions.join(', ')} for ${model.name}.`);
}

const refused = (param: string, message: string) => new Failure('invalid_request', { message, param });
