import type { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import { limitsOf, type Model, type ModelLimits } from '../../generation/model.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { parseResolution, type Resolution } from '../../generation/resolution.ts';
import type { RouteInput } from '../../generation/route-input.ts';

const bodyLimitBytes = 1_048_576;

/** The body by its schema; the first thing wrong with it names its field. */
export async function readBody<Schema extends z.ZodType>(
  input: RouteInput,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseBody(schema, await input.json(bodyLimitBytes));
}

export function findModel(input: RouteInput, name: string): { model: Model; limits: ModelLimits } {
  const model = input.catalog.find(name);
  if (model) return { model, limits: limitsOf(model, 'generations') };
  throw new Failure('unknown_model', {
    message: `The model ${JSON.stringify(name.slice(0, 100))} does not exist. GET /v1/models lists those that do.`,
    param: 'model',
  });
}

export function readResolution(text: string | undefined, limits: ModelLimits): Resolution | undefined {
  if (text === undefined || text.toLowerCase() === 'auto') return undefined;
  const resolution = parseResolution(text);
  if (resolution && limits.resolutions.includes(resolution)) return resolution;
  throw new Failure('invalid_request', {
    message: `resolution must be one of ${limits.resolutions.join(', ')}.`,
    param: 'resolution',
  });
}
