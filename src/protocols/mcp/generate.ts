import type { z } from 'zod';
import type { AspectRatio } from '../../generation/aspect-ratio.ts';
import { Failure } from '../../generation/failure.ts';
import { limitsOf, type Model, type ModelLimits } from '../../generation/model.ts';
import type { RouteInput } from '../../generation/protocol.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { parseResolution, type Resolution } from '../../generation/resolution.ts';
import type { generateArguments, quoteArguments } from './tools.ts';

type Wanted = z.output<typeof generateArguments>;

/** Accepts a task: it is performed whether or not the caller waits for it. */
export async function editOrGenerate(
  input: RouteInput,
  wanted: Wanted,
  images: readonly string[],
): Promise<Receipt> {
  const { model, limits, aspectRatio, resolution } = readWish(input, wanted);
  const { prompt, count, strategy, output_format: outputFormat } = wanted;
  if (prompt.trim() === '' || [...prompt].length > limits.maxPromptLength) {
    refuse(`prompt must be 1 to ${limits.maxPromptLength} characters.`);
  }
  if (images.length > limits.maxReferences) {
    refuse(`${model.name} takes at most ${limits.maxReferences} images.`);
  }
  const { receipt } = await input.enqueue({
    request: {
      protocol: 'mcp',
      model: model.name,
      requestedModel: wanted.model ?? model.name,
      prompt,
      references: images.map((url) => {
        if (/^https?:\/\//i.test(url)) return { kind: 'url', url };
        return refuse('images takes http(s) URLs. Put a local file where it can be fetched first.');
      }),
      ...(aspectRatio ? { aspectRatio } : {}),
      ...(resolution ? { resolution } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      count,
      ...(strategy ? { strategy } : {}),
      strict: false,
      keep: 'last',
      kind: 'async-image',
      omitted: [],
    },
    choice: {},
  });
  return receipt;
}

export interface Wish {
  readonly model: Model;
  readonly limits: ModelLimits;
  readonly aspectRatio: AspectRatio | undefined;
  readonly resolution: Resolution | undefined;
}

export function readWish(input: RouteInput, wanted: z.output<typeof quoteArguments>): Wish {
  const models = allowedModels(input);
  const model = wanted.model === undefined ? models[0] : input.catalog.find(wanted.model);
  if (!model || !models.includes(model)) {
    const names = models.map(({ name }) => name).join(', ');
    throw new Failure('unknown_model', {
      message: `There is no such model for this key; these are: ${names}.`,
    });
  }
  const limits = limitsOf(model, 'mcp');
  const aspectRatio = limits.aspectRatios.find((known) => known === wanted.aspect_ratio);
  if (wanted.aspect_ratio !== undefined && wanted.aspect_ratio !== 'auto' && !aspectRatio) {
    refuse(`aspect_ratio must be one of ${limits.aspectRatios.join(', ')}, auto for ${model.name}.`);
  }
  const resolution = wanted.resolution === undefined ? undefined : parseResolution(wanted.resolution);
  if (wanted.resolution !== undefined && !(resolution && limits.resolutions.includes(resolution))) {
    refuse(`resolution must be one of ${limits.resolutions.join(', ')} for ${model.name}.`);
  }
  return { model, limits, aspectRatio, resolution };
}

export function allowedModels(input: RouteInput): readonly Model[] {
  const { models } = input.caller.settings;
  return input.catalog.models.filter(({ name }) => !models || models.includes(name));
}

function refuse(message: string): never {
  throw new Failure('invalid_request', { message });
}
