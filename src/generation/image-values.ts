import type { CaptureRule } from '../lib/json-scan/capture.ts';
import { Failure } from './failure.ts';
import type { Reference } from './request.ts';
import type { ScannedBody } from './route-input.ts';

/** Keys under which clients put the URL of an input image (clients.md §3.1); data URLs there go to files. */
const imageKeys = ['url', 'image', 'images', 'image_url', 'image_urls', 'image_input', 'mask'] as const;

export const imageValueRules: readonly CaptureRule[] = imageKeys.map((key) => ({
  key,
  mode: 'data-uri',
  elements: true,
}));

/**
 * The input images in a value of a scanned body: a URL, a data URL, `{url}`, `{image_url}`, `{image_url:{url}}`,
 * or a list of them. `param` is the field in the client's words. Throws `invalid_request`.
 */
export function readImageValue(value: unknown, body: ScannedBody, param: string): Reference[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => readImageValue(entry, body, `${param}[${index}]`));
  }
  if (typeof value === 'string') return [readImageText(value, body, param)];
  if (typeof value === 'object' && value !== null) {
    const { url, image_url } = value as Record<string, unknown>;
    if (url !== undefined) return readImageValue(url, body, `${param}.url`);
    if (image_url !== undefined) return readImageValue(image_url, body, `${param}.image_url`);
    if ('file_id' in value) {
      throw refused(`${param}.file_id`, 'uploaded file ids are not supported; send image_url.');
    }
  }
  throw refused(param, 'must be an image URL, or an object with image_url.');
}

function readImageText(text: string, body: ScannedBody, param: string): Reference {
  if (/^https?:\/\//i.test(text)) return { kind: 'url', url: text, field: param };
  const isData = /^data:/i.test(text);
  const comma = isData ? text.indexOf(',') : -1;
  const spool = comma < 0 ? undefined : body.spools.find(({ placeholder }) => text.endsWith(placeholder));
  if (spool && text.length === comma + 1 + spool.placeholder.length) {
    const mediaType = /^[\w.+/-]*/.exec(text.slice('data:'.length, comma))?.[0] ?? '';
    return { kind: 'spooled', path: spool.path, mediaType, sizeBytes: spool.sizeBytes, field: param };
  }
  throw refused(
    param,
    isData ? 'is no Base64 data URL of an image.' : 'must be a public http(s) URL or a data URL of an image.',
  );
}

const refused = (param: string, rest: string) =>
  new Failure('invalid_request', { message: `${param}: ${rest}`, param });
