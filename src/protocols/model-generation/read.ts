import { Failure } from '../../generation/failure.ts';
import { type ModelParams, readModelParams } from '../../generation/model-params.ts';
import type { Omission } from '../../generation/outcome.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { noWish } from '../../generation/unknown-names.ts';
import { flatBody, wrappedBody } from './schema.ts';

const bodyLimitBytes = 1_048_576;

/** Reads `POST /model/v1/generation`, the parameters wrapped or flat. */
export async function readGeneration(input: RouteInput): Promise<ReadRequest> {
  const body = readForm(await input.json(bodyLimitBytes));
  const model = input.catalog.find(body.model.replace(olderPrefix, ''));
  if (!model) {
    throw new Failure('unknown_model', {
      message: `The model ${JSON.stringify(body.model.slice(0, 100))} does not exist.`,
      param: 'model',
    });
  }
  return {
    request: {
      protocol: 'model-generation',
      model: model.name,
      requestedModel: body.model,
      ...readModelParams(body.params, model, body.prefix, input.catalog),
      count: 1,
      strict: false,
      keep: 'all',
      kind: 'async-image',
      ...(body.callbackUrl ? { callbackUrl: body.callbackUrl } : {}),
      omitted: body.omitted,
    },
    choice: {},
  };
}

/** The contract's first model ids began with the vendor's name: `vtrix_nano_banana_pro`. */
const olderPrefix = /^vtrix_(?=nano_banana)/;

interface Form {
  readonly model: string;
  readonly params: ModelParams;
  readonly prefix: string;
  readonly callbackUrl: string | null | undefined;
  readonly omitted: readonly Omission[];
}

function readForm(json: unknown): Form {
  if (typeof json === 'object' && json !== null && 'input' in json && json.input !== null) {
    const { model, input, callback_url: callbackUrl, ...rest } = parseBody(wrappedBody, json);
    const [{ params }] = input as [{ params: ModelParams }];
    return { model, params, prefix: 'input[0].params.', callbackUrl, omitted: omissionsOf(rest) };
  }
  const {
    model,
    moderation,
    metadata,
    callback_url: callbackUrl,
    ...params
  } = parseBody(flatBody, withoutNull(json));
  return { model, params, prefix: '', callbackUrl, omitted: omissionsOf({ moderation, metadata }) };
}

/** Null where the other form has its parameters says that this is not it. */
function withoutNull(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('input' in json)) return json;
  const { input: _, ...flat } = json;
  return flat;
}

function omissionsOf(rest: Record<string, unknown>): Omission[] {
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([parameter]) => ({
      parameter,
      reason: parameter === 'metadata' ? noWish : 'the upstream has no such parameter',
    }));
}
