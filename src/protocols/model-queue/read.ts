import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import { modelParams, readModelParams } from '../../generation/model-params.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { ReadRequest, RouteInput } from '../../generation/protocol.ts';

const bodyLimitBytes = 1_048_576;

/** Reads `POST /model/v1/queue/{model}`: the parameters themselves are the body, nothing around them. */
export async function readSubmit(input: RouteInput): Promise<ReadRequest> {
  const model = findModel(input);
  const json = await input.json(bodyLimitBytes);
  refuseWebhook(input.query);
  refuseWebhook(json);
  return {
    request: {
      protocol: 'model-queue',
      model: model.name,
      requestedModel: input.params.model as string,
      ...readModelParams(parseBody(modelParams, json), model, ''),
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

const webhookNames = ['webhook', 'webhook_url', 'fal_webhook', 'callback_url', 'callbackUrl'];

/** The contract refuses webhooks by name, wherever clients of its relatives put them. */
function refuseWebhook(source: unknown): void {
  if (typeof source !== 'object' || source === null) return;
  const param = webhookNames.find((name) => name in source);
  if (param) throw new Failure('invalid_request', { message: noWebhook, param });
}

export const noWebhook = 'webhook not supported';
