import { z } from 'zod';
import { Failure, type FailureCode } from '../generation/failure.ts';
import { noUsage, type Omission, type Usage } from '../generation/outcome.ts';
import { defineProvider, type Provider, type ProviderWork } from '../generation/provider.ts';
import { asArray, asObject, asText, type Json } from '../lib/loose-json.ts';
import { withoutSlash } from '../lib/without-slash.ts';
import { apiKey } from './shared/api-key.ts';
import { imagesAt, takeImages } from './shared/found-image.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { isModeration } from './shared/moderation.ts';
import { pollSettings, pollTask } from './shared/poll-task.ts';
import { bodyWithReferences } from './shared/reference-urls.ts';
import { submitTask } from './shared/submit-task.ts';
import { tokenCount } from './shared/token-count.ts';

const settings = z.strictObject({
  inline_references: z.boolean().default(false).meta({
    title: 'Takes data: URLs',
    description: 'References without a URL are sent as data: URLs. Off: such requests go to other channels.',
  }),
  ...pollSettings,
});

/** The contract takes 3 but for the pro model (contracts §2.3). */
const maxReferences: Readonly<Record<string, number>> = { nano_banana_pro: 14 };
const mostReferences = 3;
/** Characters (contracts §2.3). */
const maxPromptLength = 2_500;
const maxBytes = 64 * 1024 * 1024;

/** Gateways of the model/v1/generation contract: Vtrix, SeaCloud, another Plantain. */
const modelGeneration: Provider = {
  name: 'model-generation',
  title: 'Task gateway (model/v1/generation)',
  credential: apiKey.meta({ title: 'API key', description: 'Sent as a bearer token.' }),
  settings,
  defaultBaseUrl: 'https://cloud.vtrix.ai',
  upstreamIds: (model) => [model.name.replaceAll('-', '_')],

  capabilities(model, channelSettings) {
    const own = modelCapabilities(model);
    return {
      ...own,
      maxReferences: Math.min(own.maxReferences, maxReferences[model.id] ?? mostReferences),
      search: false,
      referencesAs: settings.parse(channelSettings).inline_references ? 'content' : 'url',
      maxReferenceBytes: maxBytes,
      maxPromptLength,
      maxRequestBytes: maxBytes,
      outputFormats: [],
      native: false,
      billsOnSubmit: true,
      answer: 'polled',
    };
  },

  omissions(request) {
    const omissions: Omission[] = [];
    if (request.search) {
      omissions.push({ parameter: 'google_search', reason: 'this channel has no field for it' });
    }
    return omissions;
  },

  async generate(work) {
    const url = `${withoutSlash(work.channel.baseUrl)}/model/v1/generation`;
    const submitted = await submitTask(work, {
      url,
      body: bodyWithReferences(work.references, 'own-or-data', (urls) => ({
        model: work.model.id,
        input: [{ params: paramsOf(work, urls) }],
      })),
      taskId: (json) => asText(asObject(json).id),
    });
    // A quick task is complete in the answer to its submission (contracts §2.4).
    const task =
      readTask(submitted.json) ??
      (await pollTask(work, {
        id: submitted.id,
        url: `${url}/task/${encodeURIComponent(submitted.id)}`,
        rules: settings.parse(work.channel.settings),
        read: readTask,
      }));
    const { images, omitted } = await takeImages(work, imagesAt(task.urls));
    return {
      images,
      text: task.text,
      usage: task.usage,
      pictureCount: task.urls.length,
      omitted,
      effectiveModel: work.model.id,
    };
  },
};

function paramsOf({ request, model }: ProviderWork, urls: readonly string[]) {
  const { aspectRatio, resolution, prompt } = request;
  return {
    prompt,
    ...(urls.length > 0 ? { image_urls: urls } : {}),
    ...(aspectRatio ? { aspect_ratio: aspectRatio } : {}),
    ...(resolution && model.takesResolution ? { resolution } : {}),
    // Both is the default; the form of a list is the one every page of the contract has.
    ...(request.text ? {} : { response_modalities: ['Image'] }),
  };
}

interface Done {
  readonly urls: readonly string[];
  readonly text: string;
  readonly usage: Usage;
}

/** What a completed task delivered; nothing of one that runs. Throws what it failed with. */
function readTask(json: unknown): Done | undefined {
  const { status, error, output, usage } = asObject(json);
  if (status === 'failed') throw failedTask(error);
  if (status !== 'completed') return undefined;
  const content = asArray(output).flatMap((item) => asArray(asObject(item).content).map(asObject));
  const urls = content.filter(({ type }) => type === 'image').map(({ url }) => asText(url));
  const texts = content.filter(({ type }) => type === 'text').map(({ text }) => asText(text));
  if (urls.length > 0) return { urls, text: texts.join(''), usage: readUsage(asObject(usage)) };
  const text = texts.join('').trim();
  throw new Failure(text === '' ? 'no_image' : 'text_only', {
    internal: `completed without an image ${text.slice(0, 500)}`.trim(),
  });
}

/** Tokens are told in sum: those of the pictures are not told apart. */
function readUsage(usage: Json): Usage {
  const count = (name: string) => tokenCount(usage[name]);
  const [promptTokens, imageTokens] = [count('prompt_tokens'), count('completion_tokens')];
  return { ...noUsage, promptTokens, imageTokens, totalTokens: count('total_tokens') };
}

/** Printed with leading zeros, integers on the wire (contracts §2.5). */
const codes: Readonly<Record<number, FailureCode>> = {
  5001096: 'upstream_truncated',
};

/** `error` is an object, or the bare message. */
function failedTask(error: unknown): Failure {
  const { code, error_message, message } = asObject(error);
  const text = asText(error) || asText(error_message) || asText(message);
  const known = codes[Number(code)] ?? 'upstream_unavailable';
  return new Failure(isModeration(text) ? 'content_blocked' : known, {
    internal: `${asText(code)} ${text}`.trim(),
  });
}

export default defineProvider(modelGeneration);
