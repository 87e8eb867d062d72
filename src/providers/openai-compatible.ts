import { z } from 'zod';
import { Failure } from '../generation/failure.ts';
import { noUsage, type Omission } from '../generation/outcome.ts';
import {
  defineProvider,
  type ImageWriter,
  type Provider,
  type ProviderWork,
} from '../generation/provider.ts';
import type { HttpHandler } from '../lib/http-client/http-client.ts';
import { JsonScanner } from '../lib/json-scan/json-scan.ts';
import type { ScannedJson } from '../lib/json-scan/scanned-json.ts';
import { downloadImage } from './shared/download-image.ts';
import { modelCapabilities } from './shared/model-capabilities.ts';
import { openaiFailure } from './shared/openai-failure.ts';
import { transferFailure } from './shared/transfer-failure.ts';

const settings = z.strictObject({
  shape_fields: z.boolean().default(true).meta({
    title: 'Takes aspect_ratio and resolution',
    description: 'As Crazyrouter and Plantain do. Off: they are left out and reported.',
  }),
});

const errorLimitBytes = 64 * 1024;

/** Gateways that answer `POST /v1/images/generations`: Crazyrouter, new-api, LiteLLM, another Plantain. Text only. */
const openaiCompatible: Provider = {
  name: 'openai-compatible',
  title: 'OpenAI-compatible gateway',
  credential: z.string().min(1).meta({ title: 'API key', description: 'Sent as a bearer token.' }),
  settings,
  defaultBaseUrl: 'https://api.openai.com',
  upstreamIds: (model) => [model.name],

  capabilities: (model, channelSettings) => ({
    ...modelCapabilities(model),
    ...(settings.parse(channelSettings).shape_fields ? {} : { aspectRatios: [], resolutions: [] }),
    maxReferences: 0,
    referencesAs: 'content',
    maxReferenceBytes: 0,
    maxRequestBytes: 1024 * 1024,
    outputFormats: [],
    search: false,
    native: false,
    nativeFields: [],
    billsOnSubmit: true,
    answer: 'awaited',
  }),

  omissions(request, _model, channelSettings) {
    const omissions: Omission[] = [];
    const omit = (parameter: string) =>
      omissions.push({ parameter, reason: 'this channel has no field for it' });
    if (!settings.parse(channelSettings).shape_fields) {
      if (request.aspectRatio) omit('aspect_ratio');
      if (request.resolution) omit('resolution');
    }
    if (request.search) omit('google_search');
    return omissions;
  },

  async generate(work) {
    const { json, writers } = await ask(work);
    const items = (json.value as { data?: unknown }).data;
    const images: ImageWriter[] = [];
    for (const item of Array.isArray(items) ? (items as readonly Item[]) : []) {
      const capture = json.captureOf(item?.b64_json);
      const writer = capture && writers.get(capture.id);
      if (writer) images.push(writer);
      else if (typeof item?.url === 'string') images.push(await downloadImage(work, item.url));
    }
    if (images.length === 0) throw new Failure('no_image', { internal: 'no item of data has an image' });
    return { images: images.slice(-1), text: '', usage: noUsage, omitted: [], effectiveModel: work.model.id };
  },
};

interface Item {
  readonly b64_json?: unknown;
  readonly url?: unknown;
}

interface Answered {
  readonly json: ScannedJson;
  readonly writers: ReadonlyMap<number, ImageWriter>;
}

function ask(work: ProviderWork): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const writers = new Map<number, ImageWriter>();
    const errorText: Buffer[] = [];
    let errorBytes = 0;
    let status = 0;
    let writer: ImageWriter | undefined;
    const scanner = new JsonScanner([{ key: 'b64_json', mode: 'base64' }], {
      begin(capture) {
        writer = work.images.open();
        writers.set(capture.id, writer);
      },
      bytes: (buffer, start, end) => writer?.write(buffer, start, end),
      end: () => writer?.close(),
    });
    const handler: HttpHandler = {
      head(received) {
        status = received;
      },
      data(buffer, start, end) {
        if (status === 200) return scanner.push(buffer, start, end);
        errorBytes += end - start;
        if (errorBytes <= errorLimitBytes) errorText.push(Buffer.from(buffer.subarray(start, end)));
      },
      end() {
        if (status === 200) resolve({ json: scanner.finish(), writers });
        else reject(openaiFailure(status, Buffer.concat(errorText).toString()));
      },
      error: (error) => reject(transferFailure(error)),
    };
    const { channel, model, request } = work;
    const { shape_fields } = settings.parse(channel.settings);
    const body = {
      model: model.id,
      prompt: request.prompt,
      ...(shape_fields && request.aspectRatio ? { aspect_ratio: request.aspectRatio } : {}),
      ...(shape_fields && request.resolution ? { resolution: request.resolution } : {}),
      response_format: 'b64_json',
    };
    work.send(
      {
        url: `${channel.baseUrl.replace(/\/+$/, '')}/v1/images/generations`,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${channel.credential}` },
        body: JSON.stringify(body),
        timeouts: { headMs: work.timeoutMs, totalMs: work.timeoutMs },
        signal: work.signal,
      },
      handler,
    );
  });
}

export default defineProvider(openaiCompatible);
