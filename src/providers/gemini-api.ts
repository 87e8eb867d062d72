import { z } from 'zod';
import {
  type CallAccess,
  type CallWork,
  defineProvider,
  type Provider,
  type ProviderWork,
} from '../generation/provider.ts';
import type { HttpRequest } from '../lib/http-client/http-client.ts';
import { withoutSlash } from '../lib/without-slash.ts';
import { apiKey } from './shared/api-key.ts';
import { canonicalBody, canonicalOmissions, nativeBody } from './shared/google-body.ts';
import { countGoogleTokens, geminiCountBody } from './shared/google-count.ts';
import { generateGoogle, modelMethod } from './shared/google-generate.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { vertexOnly } from './shared/native-fields.ts';
import { allTimeLeft } from './shared/time-left.ts';
import { trustOwnLinks } from './shared/trust-own-links.ts';

const settings = z.strictObject({
  // `v1` did not know responseModalities early in 2026 (gemini-upstream §2.1).
  api_version: z
    .enum(['v1beta', 'v1'])
    .default('v1beta')
    .meta({ title: 'API version', description: 'Version segment of the path.' }),
  trust_own_links: trustOwnLinks,
});

/** Inline data of one request, since January 2026 (gemini-upstream §4). */
const maxRequestBytes = 100 * 1024 * 1024;

/** Google's Gemini API (AI Studio), and anything else that speaks it: the sandbox, relays. */
const geminiApi: Provider = {
  name: 'gemini-api',
  title: 'Gemini API',
  telemetryName: 'gcp.gemini',
  credential: apiKey.meta({ title: 'API key', description: 'A key of AI Studio, or of the relay.' }),
  settings,
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',

  capabilities: (model) => ({
    ...modelCapabilities(model),
    referencesAs: 'content',
    maxReferenceBytes: maxRequestBytes,
    maxRequestBytes,
    outputFormats: [],
    native: true,
    billsOnSubmit: false,
    answer: 'awaited',
  }),

  omissions: (request, model) =>
    request.native ? vertexOnly.omissions(request.native.skeleton) : canonicalOmissions(request, model),

  generate: (work) => generateGoogle(work, buildRequest(work)),

  nativeCall: async (work, method) => accessOf(work, method),

  countTokens: async (work) =>
    countGoogleTokens(work, {
      ...accessOf(work, `${encodeURIComponent(work.model.id)}:countTokens`),
      body: nativeBody({ ...work.body, answer: 'once' }, (skeleton) =>
        geminiCountBody(skeleton, work.model.id),
      ),
    }),
};

function buildRequest(work: ProviderWork): HttpRequest {
  const { model, request } = work;
  return {
    method: 'POST',
    body: request.native
      ? nativeBody(request.native, vertexOnly.strip, work.references)
      : canonicalBody(request, work.references, model),
    timeouts: allTimeLeft(work),
    ...accessOf(work, modelMethod(work)),
  };
}

function accessOf({ channel }: Pick<CallWork, 'channel'>, method: string): CallAccess {
  const { api_version } = settings.parse(channel.settings);
  return {
    url: `${withoutSlash(channel.baseUrl)}/${api_version}/models/${method}`,
    headers: { 'content-type': 'application/json', 'x-goog-api-key': channel.credential },
  };
}

export default defineProvider(geminiApi);
