import type { ProviderWork } from '../../generation/provider.ts';
import type { HttpRequest } from '../../lib/http-client/http-client.ts';
import { withoutSlash } from '../../lib/without-slash.ts';
import { multipartBody } from './multipart-body.ts';
import type { Dialect } from './openai-dialect.ts';
import { bodyWithReferences } from './reference-urls.ts';
import { allTimeLeft } from './time-left.ts';

const json = 'application/json';

/** The request for one image, as the gateway takes it. */
export function openaiRequest(work: ProviderWork, dialect: Dialect): HttpRequest {
  const { path, contentType, body } = bodyOf(work, dialect);
  return {
    url: `${withoutSlash(work.channel.baseUrl)}/v1/${path}`,
    method: 'POST',
    headers: { 'content-type': contentType, authorization: `Bearer ${work.channel.credential}` },
    body,
    timeouts: allTimeLeft(work),
    once: true,
  };
}

function bodyOf(work: ProviderWork, dialect: Dialect) {
  const { request, references, model } = work;
  const fields = { model: model.id, ...optionsOf(work, dialect) };
  if (dialect.api === 'chat') {
    const body = bodyWithReferences(references, 'data', (urls) => ({
      ...fields,
      messages: [{ role: 'user', content: contentOf(request.prompt, urls) }],
      modalities: ['image', 'text'],
    }));
    return { path: 'chat/completions', contentType: json, body };
  }
  const asked = { ...fields, prompt: request.prompt };
  if (dialect.references === 'edits' && references.length > 0) {
    const texts = Object.entries(asked).map(([name, value]) => [name, String(value)]);
    return { path: 'images/edits', ...multipartBody(Object.fromEntries(texts), 'image[]', references) };
  }
  const body = bodyWithReferences(references, 'own-or-data', (urls) => ({
    ...asked,
    ...(urls.length > 0 ? { image_input: urls } : {}),
  }));
  return { path: 'images/generations', contentType: json, body };
}

function contentOf(text: string, urls: readonly string[]) {
  if (urls.length === 0) return text;
  const images = urls.map((url) => ({ type: 'image_url', image_url: { url } }));
  return [{ type: 'text', text }, ...images];
}

function optionsOf({ request, model }: ProviderWork, dialect: Dialect) {
  const { aspectRatio, resolution, outputFormat, outputCompression, search } = request;
  const isAsked = outputFormat !== undefined && dialect.formats.includes(outputFormat);
  return {
    ...dialect.shape({ aspectRatio, resolution, model }).body,
    ...(isAsked ? { output_format: outputFormat } : {}),
    ...(isAsked && outputFormat !== 'png' && outputCompression !== undefined
      ? { output_compression: outputCompression }
      : {}),
    ...(search && dialect.takesSearch && model.takesSearch ? { google_search: true } : {}),
    ...(dialect.takesResponseFormat ? { response_format: 'b64_json' } : {}),
  };
}
