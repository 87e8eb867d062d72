import type { Model } from '../generation/model.ts';
import type { ContractFeatures } from '../verification/contract-features.ts';

/** What a call is answered with. A test compares every field that stands here with a real answer. */
export interface ExampleAnswer {
  /** The call, where it is not the request of the page: `GET path`, with `{id}` of the request's answer. */
  readonly call?: string;
  readonly value: unknown;
}

const id = '20261121200656572172403LsO6U0jTcFiVf1SioNYpMy';
const base64 = '/9j/2wBDAAIBAQEBAQIBAQEC…';

/** The request's answer, and where that is not yet a picture, the one that has it. */
export function answersOf(model: Model, contract: ContractFeatures, origin: string): ExampleAnswer[] {
  const url = (kind: 'sync-image' | 'async-image') =>
    `${origin}/task-artifacts/2026/11/21/${kind}/${id}-1.jpeg`;
  const picture = url('async-image');
  const tokens = { text_tokens: 11, image_tokens: 0 };
  const images = (entry: object) => ({
    created: 1795291614,
    data: [entry],
    size: '1376x768',
    output_format: 'jpeg',
    usage: { input_tokens: 11, output_tokens: 1315, total_tokens: 1326, input_tokens_details: tokens },
  });
  switch (contract.name) {
    case 'openai-images':
      return [{ value: images({ url: url('sync-image') }) }];
    case 'openai-edits':
      return [{ value: images({ b64_json: base64 }) }];
    case 'gemini':
      return [
        {
          value: {
            candidates: [
              {
                content: { parts: [{ inlineData: { mimeType: 'image/jpeg', data: base64 } }], role: 'model' },
                finishReason: 'STOP',
                index: 0,
              },
            ],
            usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1561, totalTokenCount: 1564 },
            modelVersion: model.upstreamIds[0],
            responseId: 'vRNEh4jXkkXxTQGg6hL0IQ',
          },
        },
      ];
    case 'generations':
      return [{ value: generation(model, picture) }];
    case 'generate-task':
      return [
        { value: { code: 200, message: 'success', data: { taskId: id } } },
        {
          call: `GET /api/v1/statusTask/${model.name}?taskId={id}`,
          value: {
            code: 200,
            message: 'success',
            data: {
              taskId: id,
              state: 'success',
              resultJson: JSON.stringify({ resultUrls: [picture] }),
              costTime: 412,
            },
          },
        },
      ];
    case 'model-generation':
      return [
        { value: { id, model: model.name, created_at: 1795291617, status: 'in_progress' } },
        {
          call: 'GET /model/v1/generation/task/{id}',
          value: {
            id,
            model: model.name,
            created_at: 1795291617,
            status: 'completed',
            output: [{ content: [{ type: 'image', url: picture }] }],
          },
        },
      ];
    case 'model-queue':
      return [
        {
          value: {
            request_id: id,
            response_url: `${origin}/model/v1/queue/${model.name}/requests/${id}/response`,
            status_url: `${origin}/model/v1/queue/${model.name}/requests/${id}/status`,
            cancel_url: `${origin}/model/v1/queue/${model.name}/requests/${id}/cancel`,
            queue_position: 0,
          },
        },
        {
          call: `GET /model/v1/queue/${model.name}/requests/{id}/response`,
          value: { outputs: [{ type: 'image', url: picture }] },
        },
      ];
    case 'openai-chat':
      return [{ value: conversation(model) }];
    case 'openrouter-images':
      return [
        {
          value: {
            created: 1795291619,
            data: [{ media_type: 'image/jpeg', b64_json: base64 }],
            usage: { prompt_tokens: 11, completion_tokens: 1315, total_tokens: 1326, cost: 0.067 },
          },
        },
      ];
    case 'mcp':
      return [{ value: toolResult(model, picture) }];
    default:
      return [];
  }
}

const generation = ({ name, upstreamIds }: Model, url: string) => ({
  id,
  object: 'generation',
  status: 'succeeded',
  model: name,
  effective_model: upstreamIds[0],
  images: [
    {
      url,
      media_type: 'image/jpeg',
      width: 1376,
      height: 768,
      size_bytes: 459302,
      expires_at: '2026-12-06T20:06:56.593Z',
    },
  ],
  omitted: [],
  cost: { currency: 'USD', held_usd: '0.067', charged_usd: '0.067' },
  error: null,
});

const conversation = ({ name }: Model) => ({
  id: `chatcmpl-${id}`,
  object: 'chat.completion',
  created: 1795291618,
  model: name,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Here is your picture.',
        images: [{ type: 'image_url', image_url: { url: `data:image/jpeg;base64,${base64}` } }],
      },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 11, completion_tokens: 1561, total_tokens: 1572 },
});

const toolResult = ({ name }: Model, url: string) => ({
  jsonrpc: '2.0',
  id: 1,
  result: {
    content: [{ type: 'text', text: `Generation ${id}, $0.067: …` }],
    structuredContent: {
      id,
      status: 'succeeded',
      model: name,
      cost_usd: '0.067',
      images: [{ url, mime_type: 'image/jpeg', width: 1376, height: 768, size_bytes: 459302 }],
      omitted: [],
    },
  },
});
