import { z } from 'zod';
import { type ChannelSettings, defineProvider, type Provider } from '../generation/provider.ts';
import { apiKey } from './shared/api-key.ts';
import { pictureCount, takeImages } from './shared/found-image.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { type Dialect, dialectOmissions, dialects, type ShapeWish } from './shared/openai-dialect.ts';
import { openaiRequest } from './shared/openai-request.ts';
import { transferOpenai } from './shared/openai-transfer.ts';
import { trustOwnLinks } from './shared/trust-own-links.ts';

const settings = z
  .strictObject({
    gateway: z
      .enum(Object.keys(dialects) as [keyof typeof dialects])
      .default('plantain')
      .meta({
        title: 'Gateway',
        description: 'What stands behind the address: its words for ratio, size, format and references.',
      }),
    api: z.enum(['images', 'chat']).optional().meta({
      title: 'API',
      description: 'Images or chat completions; default: the one the gateway makes these pictures with.',
    }),
    trust_own_links: trustOwnLinks,
  })
  .refine(
    ({ gateway, api }) => api === undefined || dialects[gateway].some((dialect) => dialect.api === api),
    { error: 'this gateway makes no pictures by that API', path: ['api'] },
  );

/** 16 files of 50 MB are the most OpenAI's edits take; gateways behind proxies take less. */
const maxRequestBytes = 100 * 1024 * 1024;

/** Gateways of OpenAI's contracts: Crazyrouter, new-api, LiteLLM, OpenRouter, OpenAI, another Plantain. */
const openaiCompatible: Provider = {
  name: 'openai-compatible',
  title: 'OpenAI-compatible gateway',
  credential: apiKey.meta({ title: 'API key', description: 'Sent as a bearer token.' }),
  settings,
  defaultBaseUrl: 'https://api.openai.com',
  upstreamIds: (model) => [model.name],

  capabilities(model, channelSettings) {
    const dialect = dialectOf(channelSettings);
    const own = modelCapabilities(model);
    const has = (wish: Partial<ShapeWish>) => dialect.shape({ ...wish, model }).missing.length === 0;
    return {
      ...own,
      aspectRatios: own.aspectRatios.filter((aspectRatio) => has({ aspectRatio })),
      resolutions: own.resolutions.filter((resolution) => has({ resolution })),
      referencesAs: dialect.references === 'image_input' ? 'url' : 'content',
      maxReferenceBytes: maxRequestBytes,
      maxRequestBytes,
      outputFormats: dialect.formats,
      search: dialect.takesSearch && model.takesSearch,
      native: false,
      billsOnSubmit: true,
      answer: 'awaited',
    };
  },

  omissions: (request, model, channelSettings) =>
    dialectOmissions(dialectOf(channelSettings), request, model),

  async generate(work) {
    const dialect = dialectOf(work.channel.settings);
    const answer = await transferOpenai(work, openaiRequest(work, dialect));
    const { images, omitted } = await takeImages(work, answer.images);
    const { outputFormat, outputCompression } = work.request;
    return {
      images,
      omitted,
      // These gateways are always asked for words, too: some refuse to be asked for images alone.
      text: work.request.text === false ? '' : answer.text,
      usage: answer.usage,
      pictureCount: pictureCount(answer.images),
      effectiveModel: answer.model ?? work.model.id,
      compressed:
        outputCompression !== undefined &&
        outputFormat !== undefined &&
        outputFormat !== 'png' &&
        dialect.formats.includes(outputFormat),
    };
  },
};

function dialectOf(channelSettings: ChannelSettings): Dialect {
  const { gateway, api } = settings.parse(channelSettings);
  const known: readonly Dialect[] = dialects[gateway];
  return known.find((dialect) => dialect.api === api) ?? (known[0] as Dialect);
}

export default defineProvider(openaiCompatible);
