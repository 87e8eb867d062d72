import { z } from 'zod';
import {
  defineProvider,
  type Provider,
  type ProviderOutcome,
  type ProviderWork,
} from '../generation/provider.ts';
import type { NativeBody } from '../generation/request.ts';
import type { HttpRequest } from '../lib/http-client/http-client.ts';
import { failureWithoutImage } from './shared/google-answer.ts';
import { canonicalBody, canonicalOmissions, nativeBody } from './shared/google-body.ts';
import { transferGoogle } from './shared/google-transfer.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { vertexOmissions, withoutVertexFields } from './shared/vertex-only.ts';

const settings = z.strictObject({
  // `v1` did not know responseModalities early in 2026 (gemini-upstream §2.1).
  api_version: z
    .enum(['v1beta', 'v1'])
    .default('v1beta')
    .meta({ title: 'API version', description: 'Version segment of the path.' }),
});

/** Inline data of one request, since January 2026 (gemini-upstream §4). */
const maxRequestBytes = 100 * 1024 * 1024;

/** Google's Gemini API (AI Studio), and anything else that speaks it: the sandbox, relays. */
const geminiApi: Provider = {
  name: 'gemini-api',
  title: 'Gemini API',
  credential: z
    .string()
    .min(1)
    .meta({ title: 'API key', description: 'A key of AI Studio, or of the relay.' }),
  settings,
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',

  capabilities: (model) => ({
    ...modelCapabilities(model),
    maxReferenceBytes: maxRequestBytes,
    maxRequestBytes,
    outputFormats: [],
    native: true,
    nativeFields: [],
    billsOnSubmit: false,
    answer: 'awaited',
  }),

  omissions: (request, model) =>
    request.native ? vertexOmissions(request.native.skeleton) : canonicalOmissions(request, model),

  async generate(work: ProviderWork): Promise<ProviderOutcome> {
    const answer = await transferGoogle(work, buildRequest(work));
    const unwanted = work.request.keep === 'last' ? answer.images.slice(0, -1) : [];
    for (const writer of [...answer.drafts, ...unwanted]) writer.discard();
    const images = work.request.keep === 'last' ? answer.images.slice(-1) : answer.images;
    if (images.length === 0) throw failureWithoutImage(answer);
    return {
      images,
      text: answer.text,
      usage: answer.usage,
      omitted: [],
      effectiveModel: answer.modelVersion ?? work.model.id,
    };
  },
};

const methods: Readonly<Record<NativeBody['answer'], string>> = {
  once: 'generateContent',
  stream: 'streamGenerateContent?alt=sse',
  array: 'streamGenerateContent',
};

function buildRequest(work: ProviderWork): HttpRequest {
  const { channel, model, request } = work;
  const { api_version } = settings.parse(channel.settings);
  const base = channel.baseUrl.replace(/\/+$/, '');
  const method = methods[request.native?.answer ?? 'once'];
  return {
    url: `${base}/${api_version}/models/${encodeURIComponent(model.id)}:${method}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': channel.credential },
    body: request.native
      ? nativeBody(request.native, withoutVertexFields)
      : canonicalBody(request, work.references, model),
    timeouts: { headMs: work.timeoutMs, totalMs: work.timeoutMs },
    signal: work.signal,
  };
}

export default defineProvider(geminiApi);
