import type { z } from 'zod';
import { allowedModels, findAllowed } from '../../generation/allowed-models.ts';
import type { AspectRatio } from '../../generation/aspect-ratio.ts';
import { Failure } from '../../generation/failure.ts';
import { limitsOf, type Model, type ModelLimits } from '../../generation/model.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { Resolution } from '../../generation/resolution.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import {
  promptWithin,
  ratioWithin,
  referencesWithin,
  resolutionWithin,
} from '../../generation/within-limits.ts';
import type { generateArguments, quoteArguments } from './tools.ts';

type Wanted = z.output<typeof generateArguments>;

/** Accepts a task: it is performed whether or not the caller waits for it. */
export async function editOrGenerate(
  input: RouteInput,
  wanted: Wanted,
  images: readonly string[],
): Promise<Receipt> {
  const { model, limits, aspectRatio, resolution } = readWish(input, wanted);
  const { count, strategy, output_format: outputFormat } = wanted;
  const local = images.findIndex((image) => !/^https?:\/\//i.test(image));
  if (local >= 0) {
    throw new Failure('invalid_request', {
      message:
        `images[${local}] must be an http(s) URL. A file gets one for 48 hours by being sent to ` +
        `${input.publicUrl}/v1/files/uploads.`,
    });
  }
  const { receipt } = await input.enqueue({
    request: {
      protocol: 'mcp',
      model: model.name,
      requestedModel: wanted.model ?? model.name,
      prompt: promptWithin(limits, wanted.prompt, 'prompt'),
      references: referencesWithin(limits, model, images, 'images'),
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
  const model = wanted.model === undefined ? models[0] : findAllowed(input, wanted.model);
  if (!model) {
    const names = models.map(({ name }) => name).join(', ');
    throw new Failure('unknown_model', {
      message: `There is no such model for this key; these are: ${names}.`,
    });
  }
  const limits = limitsOf(model, 'mcp');
  return {
    model,
    limits,
    aspectRatio: ratioWithin(limits, model, wanted.aspect_ratio, 'aspect_ratio', true),
    resolution: resolutionWithin(limits, model, wanted.resolution, 'resolution'),
  };
}
