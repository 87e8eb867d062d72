import { z } from 'zod';
import { Failure, type FailureCode } from '../generation/failure.ts';
import { noUsage, type Omission } from '../generation/outcome.ts';
import { defineProvider, type Provider, type ProviderWork } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { asArray, asObject, asText } from '../lib/loose-json.ts';
import { withoutSlash } from '../lib/without-slash.ts';
import { apiKey } from './shared/api-key.ts';
import { imagesAt, takeImages } from './shared/found-image.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { isModeration } from './shared/moderation.ts';
import { pollSettings, pollTask } from './shared/poll-task.ts';
import { bodyWithReferences } from './shared/reference-urls.ts';
import { submitTask } from './shared/submit-task.ts';
import { refusedTask } from './shared/task-failure.ts';

const settings = z.strictObject({
  strategy: z.enum(['auto', 'value', 'official']).optional().meta({
    title: 'Strategy',
    description: 'Sent as `provider` with each task; default: what the key is bound to.',
  }),
  inline_references: z.boolean().default(false).meta({
    title: 'Takes data: URLs',
    description: 'References without a URL are sent as data: URLs. Off: such requests go to other channels.',
  }),
  ...pollSettings,
});

const maxReferences: Readonly<Record<string, number>> = { 'nano-banana': 5 };
/** Characters (contracts §3.2). */
const maxPromptLengths: Readonly<Record<string, number>> = { 'nano-banana': 5_000 };
const maxPromptLength = 20_000;
/** An inline reference is at most 10 MB (contracts §3.7), some twenty of them with their base64. */
const maxRequestBytes = 200 * 1024 * 1024;

/** Gateways of the `generateTask` contract: APIXO, another Plantain. */
const generateTask: Provider = {
  name: 'generate-task',
  title: 'Task gateway (generateTask)',
  credential: apiKey.meta({ title: 'API key', description: 'Sent as a bearer token.' }),
  settings,
  defaultBaseUrl: 'https://api.apixo.ai',
  upstreamIds: (model) => [model.name],

  capabilities(model, channelSettings) {
    const own = modelCapabilities(model);
    return {
      ...own,
      maxReferences: Math.min(own.maxReferences, maxReferences[model.id] ?? own.maxReferences),
      resolutions: own.resolutions.filter((resolution) => resolution !== '0.5K'),
      referencesAs: settings.parse(channelSettings).inline_references ? 'content' : 'url',
      maxReferenceBytes: 10_000_000,
      maxPromptLength: maxPromptLengths[model.id] ?? maxPromptLength,
      maxRequestBytes,
      outputFormats: ['png', 'jpeg'],
      native: false,
      billsOnSubmit: true,
      answer: 'polled',
    };
  },

  omissions(request, model) {
    const omissions: Omission[] = [];
    if (request.resolution === '0.5K') {
      omissions.push({ parameter: 'resolution', reason: 'this channel has no 0.5K' });
    }
    if (request.search && !model.takesSearch) {
      omissions.push({ parameter: 'google_search', reason: `${model.id} has no search grounding` });
    }
    if (request.text) {
      omissions.push({ parameter: 'response_modalities', reason: 'this channel answers with images alone' });
    }
    return omissions;
  },

  async generate(work) {
    const rules = settings.parse(work.channel.settings);
    const api = `${withoutSlash(work.channel.baseUrl)}/api/v1`;
    const model = encodeURIComponent(work.model.id);
    const { id } = await submitTask(work, {
      url: `${api}/generateTask/${model}`,
      body: bodyWithReferences(work.references, 'own-or-data', (urls) => ({
        request_type: 'async',
        ...(rules.strategy ? { provider: rules.strategy } : {}),
        input: inputOf(work, urls),
      })),
      taskId: readTaskId,
    });
    const urls = await pollTask(work, {
      id,
      url: `${api}/statusTask/${model}?taskId=${encodeURIComponent(id)}`,
      rules,
      read: readStatus,
      statusIn: codeIn,
    });
    const { images, omitted } = await takeImages(work, imagesAt(urls));
    return {
      images,
      text: '',
      usage: noUsage,
      pictureCount: urls.length,
      omitted,
      effectiveModel: work.model.id,
    };
  },
};

function inputOf({ request, model }: ProviderWork, urls: readonly string[]) {
  const { aspectRatio, resolution, search } = request;
  // Some generations of the contract require ratio and size (contracts §3.2); these say what leaving them out does.
  const size = resolution === undefined || resolution === '0.5K' ? '1K' : resolution;
  return {
    mode: urls.length > 0 ? 'image-to-image' : 'text-to-image',
    prompt: request.prompt,
    aspect_ratio: aspectRatio ?? 'auto',
    ...(model.takesResolution ? { resolution: size } : {}),
    ...(urls.length > 0 ? { image_urls: urls } : {}),
    ...formatOf(request),
    ...(search && model.takesSearch ? { google_search: true } : {}),
  };
}

/** A quality cannot be asked for: then, and for WebP, the picture is made here of a lossless one. */
function formatOf({ outputFormat, outputCompression }: GenerationRequest) {
  if (outputFormat === undefined) return {};
  return { output_format: outputFormat === 'jpeg' && outputCompression === undefined ? 'jpeg' : 'png' };
}

function readTaskId(json: unknown): string {
  const code = codeIn(json);
  if (code !== 200) throw refusedTask(code, JSON.stringify(json));
  return asText(asObject(asObject(json).data).taskId);
}

/** The envelope repeats the HTTP status; where they differ, it is right. */
function codeIn(json: unknown): number {
  const { code } = asObject(json);
  return typeof code === 'number' ? code : 200;
}

/** The URLs of a task that succeeded. A failed one is told with HTTP 200, too. */
function readStatus(json: unknown): readonly string[] | undefined {
  const { state, resultJson, failCode, failMsg } = asObject(asObject(json).data);
  if (state === 'failed') throw failedTask(asText(failCode), asText(failMsg));
  if (state !== 'success') return undefined;
  const result = typeof resultJson === 'string' ? parse(resultJson) : resultJson;
  const urls = asArray(asObject(result).resultUrls).filter((url) => typeof url === 'string');
  if (urls.length === 0) throw new Failure('no_image', { internal: 'the task succeeded without an image' });
  return urls;
}

const failCodes = new Map<string, FailureCode>([
  ['PROCESSING_TIMEOUT', 'upstream_timeout'],
  ['MODEL_UNAVAILABLE', 'upstream_unavailable'],
  ['GENERATION_FAILED', 'upstream_unavailable'],
  ['INSUFFICIENT_CREDITS', 'upstream_denied'],
  ...[
    'PROMPT_TOO_LONG',
    'INVALID_PROMPT',
    'INVALID_IMAGE_URL',
    'IMAGE_TOO_LARGE',
    'UNSUPPORTED_FORMAT',
    'IMAGE_DOWNLOAD_FAILED',
    'PromptLengthExceeded',
  ].map((code) => [code, 'upstream_rejected'] as const),
]);

/** It says that a task failed, and nothing of why: as where the code is unknown, the message decides. */
const generalCode = 'GENERATION_FAILED';

/** Both generations of the contract's codes (contracts §3.4). What we found good and they refuse is theirs. */
function failedTask(code: string, message: string): Failure {
  const saysWhy = failCodes.has(code) && code !== generalCode;
  const isBlocked = isModeration(code) || (!saysWhy && isModeration(message));
  return new Failure(isBlocked ? 'content_blocked' : (failCodes.get(code) ?? 'upstream_rejected'), {
    internal: `${code}: ${message}`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Failure('upstream_truncated', { internal: 'resultJson is not JSON' });
  }
}

export default defineProvider(generateTask);
