import { Failure } from '../../generation/failure.ts';
import { limitsOf } from '../../generation/model.ts';
import { microsToUsd } from '../../generation/price.ts';
import { jsonAnswer, type RouteInput, type WireAnswer } from '../../generation/protocol.ts';
import { parseResolution, type Resolution } from '../../generation/resolution.ts';
import { quoteBody } from './schema.ts';

const bodyLimitBytes = 1_048_576;

/** `POST /v1/generations/quote`: the most a request can cost, without running it. */
export async function quote(input: RouteInput): Promise<WireAnswer> {
  const read = quoteBody.safeParse(await input.json(bodyLimitBytes));
  if (!read.success) {
    const issue = read.error.issues[0];
    const param = issue?.path.join('.') || undefined;
    throw new Failure('invalid_request', {
      message: [param, issue?.message].filter(Boolean).join(': '),
      ...(param ? { param } : {}),
    });
  }
  const body = read.data;
  const model = input.catalog.find(body.model);
  if (!model) throw new Failure('unknown_model', { param: 'model' });
  const resolution = readResolution(body.resolution, limitsOf(model, 'generations').resolutions);
  const quoted = await input.quote({
    model: model.name,
    count: body.count,
    ...(resolution ? { resolution } : {}),
    ...(body.strategy ? { strategy: body.strategy } : {}),
  });
  return jsonAnswer(200, {
    object: 'quote',
    model: model.name,
    count: body.count,
    currency: 'USD',
    per_image_usd: microsToUsd(quoted.perImageMicros),
    total_usd: microsToUsd(quoted.totalMicros),
    price: {
      version: quoted.price.version,
      strategy: quoted.price.strategy,
      unit: quoted.price.price.unit,
      tier: quoted.price.tier,
    },
  });
}

function readResolution(text: string | undefined, known: readonly Resolution[]): Resolution | undefined {
  if (text === undefined || text.toLowerCase() === 'auto') return undefined;
  const resolution = parseResolution(text);
  if (resolution && known.includes(resolution)) return resolution;
  throw new Failure('invalid_request', {
    message: `resolution must be one of ${known.join(', ')}.`,
    param: 'resolution',
  });
}
