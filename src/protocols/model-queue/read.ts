import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import { modelParams, readModelParams } from '../../generation/model-params.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';

const bodyLimitBytes = 1_048_576;

/** Reads `POST /model/v1/queue/{model}`: the parameters themselves are the body, nothing around them. */
export async function readSubmit(input: RouteInput): Promise<ReadRequest> {
  const model = findModel(input);
  const json = await input.json(bodyLimitBytes);
  withoutWebhook(input.query);
  const params = parseBody(modelParams, withoutWebhook(json));
  return {
    request: {
      protocol: 'model-queue',
      model: model.name,
      requestedModel: input.params.model as string,
      ...readModelParams(params, model, '', input.catalog),
      count: 1,
      strict: false,
      keep: 'all',
      kind: 'async-image',
      omitted: [],
    },
    choice: {},
  };
}

/** The model of the path. */
export function findModel(input: RouteInput): Model {
  const name = input.params.model ?? '';
  const model = input.catalog.find(name);
  if (model) return model;
  throw new Failure('unknown_model', { message: `App not found: ${name.slice(0, 100)}` });
}

const isWebhook = (name: string): boolean =>
  /webhook|callback|notify/.test(name.toLowerCase().replace(/[_-]/g, ''));

/**
 * The contract refuses webhooks by name, wherever clients of its relatives put them and however they write them
 * (`fal_webhook`, `callBackUrl`, `notifyHook`). Null asks for none, and is taken out.
 */
function withoutWebhook(source: unknown): unknown {
  if (typeof source !== 'object' || source === null) return source;
  const named = Object.entries(source).filter(([name]) => isWebhook(name));
  const [param] = named.find(([, value]) => value !== null) ?? [];
  if (param !== undefined) {
    throw new Failure('invalid_request', { message: noWebhook, param: param.slice(0, 64) });
  }
  if (named.length === 0) return source;
  return Object.fromEntries(Object.entries(source).filter(([name]) => !isWebhook(name)));
}

export const noWebhook = 'webhook not supported';
