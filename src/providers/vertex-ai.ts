import { z } from 'zod';
import { Failure } from '../generation/failure.ts';
import {
  type CallAccess,
  type CallWork,
  defineProvider,
  type Provider,
  type ProviderWork,
} from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { webAddress } from '../generation/web-address.ts';
import { withoutSlash } from '../lib/without-slash.ts';
import { apiKey } from './shared/api-key.ts';
import { canonicalBody, canonicalOmissions, nativeBody } from './shared/google-body.ts';
import { countGoogleTokens, vertexCountBody } from './shared/google-count.ts';
import { generateGoogle, modelMethod } from './shared/google-generate.ts';
import { GoogleTokens } from './shared/google-tokens.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { geminiOnly } from './shared/native-fields.ts';
import { readServiceAccount, type ServiceAccount } from './shared/service-account.ts';
import { allTimeLeft } from './shared/time-left.ts';
import { withRoles } from './shared/with-roles.ts';

const settings = z.strictObject({
  project: z
    .string()
    .regex(/^[a-z0-9:.-]+$/)
    .optional()
    .meta({
      title: 'Project',
      description: 'Google Cloud project; default: the one of the service account.',
    }),
  location: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('global')
    .meta({ title: 'Location', description: '`global`, a region such as `us-central1`, or `us` or `eu`.' }),
  api_version: z
    .enum(['v1beta1', 'v1'])
    .default('v1beta1')
    .meta({ title: 'API version', description: 'Version segment of the path.' }),
  token_url: webAddress('https://oauth2.googleapis.com/token').optional().meta({
    title: 'Token URL',
    description: 'Where tokens come from; default: the one of the service account.',
  }),
});

const credential = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      if (readServiceAccount(text)) return;
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return;
    }
    for (const { message } of apiKey.safeParse(text).error?.issues ?? []) {
      context.addIssue({ code: 'custom', message });
    }
  })
  .meta({
    title: 'Service account or API key',
    description: 'The JSON key file of a service account, or an API key of express mode.',
    multiline: true,
  });

const defaultBaseUrl = 'https://aiplatform.googleapis.com';
/** One file inline; larger ones would have to lie in Cloud Storage (gemini-upstream §4). */
const maxReferenceBytes = 7 * 1024 * 1024;
const tokens = new GoogleTokens();

/** Google's Vertex AI: projects with a service account, and express mode with an API key. */
const vertexAi: Provider = {
  name: 'vertex-ai',
  title: 'Vertex AI',
  telemetryName: 'gcp.vertex_ai',
  credential,
  settings,
  defaultBaseUrl,

  capabilities: (model) => ({
    ...modelCapabilities(model),
    referencesAs: 'content',
    maxReferenceBytes,
    maxRequestBytes: 500 * 1024 * 1024,
    outputFormats: ['png', 'jpeg'],
    native: true,
    billsOnSubmit: false,
    answer: 'awaited',
  }),

  omissions: (request, model) =>
    request.native ? geminiOnly.omissions(request.native.skeleton) : canonicalOmissions(request, model),

  async generate(work) {
    const compressed = outputOptions(work.request)?.compressionQuality !== undefined;
    const outcome = await authorised(work, modelMethod(work), (access) =>
      generateGoogle(work, { ...access, ...generateBody(work), timeouts: allTimeLeft(work) }),
    );
    return { ...outcome, compressed };
  },

  nativeCall: (work, method) => authorised(work, method, async (access) => access),

  countTokens: async (work) =>
    authorised(work, `${encodeURIComponent(work.model.id)}:countTokens`, (access) =>
      countGoogleTokens(work, {
        ...access,
        body: nativeBody({ ...work.body, answer: 'once' }, (skeleton) =>
          withRoles(vertexCountBody(skeleton)),
        ),
      }),
    ),
};

/** Makes a call of a model with an API key, or with a token of the service account. */
async function authorised<Result>(
  work: CallWork & Pick<ProviderWork, 'relay'>,
  method: string,
  call: (access: CallAccess) => Promise<Result>,
): Promise<Result> {
  const { channel } = work;
  const read = settings.parse(channel.settings);
  const account = readServiceAccount(channel.credential);
  const url = urlOf(channel, read, account, method);
  const withHeader = (name: string, value: string) =>
    call({ url, headers: { 'content-type': 'application/json', [name]: value } });
  if (!account) return withHeader('x-goog-api-key', channel.credential);
  const tokenUrl = read.token_url ?? account.token_uri;
  const token = await tokens.token(account, tokenUrl, work);
  try {
    return await withHeader('authorization', `Bearer ${token}`);
  } catch (error) {
    if (!(error instanceof Failure) || error.upstreamStatus !== 401 || work.relay?.committed) throw error;
    // Revoked before its time. What was refused so was not begun, and is sent again with a new token.
    tokens.forget(account, tokenUrl, token);
    return withHeader('authorization', `Bearer ${await tokens.token(account, tokenUrl, work)}`);
  }
}

function urlOf(
  { baseUrl }: ProviderWork['channel'],
  read: z.output<typeof settings>,
  account: ServiceAccount | undefined,
  method: string,
): string {
  const project = read.project ?? account?.project_id;
  if (account && !project) {
    throw new Failure('upstream_denied', {
      internal: 'neither the settings nor the service account name a project',
    });
  }
  const owner = account ? `projects/${project}/locations/${read.location}/` : '';
  const base = host(baseUrl, account ? read.location : 'global');
  return `${base}/${read.api_version}/${owner}publishers/google/models/${method}`;
}

function generateBody({ request, references, model }: ProviderWork) {
  const options = outputOptions(request);
  const body = request.native
    ? nativeBody(request.native, (skeleton) => withRoles(geminiOnly.strip(skeleton)), references)
    : canonicalBody(request, references, model, options ? { imageOutputOptions: options } : {});
  return { method: 'POST', body };
}

/** PNG and JPEG are asked for; other formats are made here. */
function outputOptions({ native, outputFormat, outputCompression }: GenerationRequest) {
  if (native || (outputFormat !== 'png' && outputFormat !== 'jpeg')) return undefined;
  const hasQuality = outputFormat === 'jpeg' && outputCompression !== undefined;
  return {
    mimeType: `image/${outputFormat}`,
    ...(hasQuality ? { compressionQuality: outputCompression } : {}),
  };
}

/** Locations have hosts of their own unless the channel names one (gemini-upstream §2.2). */
function host(baseUrl: string, location: string): string {
  const base = withoutSlash(baseUrl);
  if (base !== defaultBaseUrl || location === 'global') return base;
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}

export default defineProvider(vertexAi);
