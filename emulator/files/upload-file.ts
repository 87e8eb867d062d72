import { takeDirectives } from '../directives/parse-directives.ts';
import type { Emulation } from '../emulation.ts';
import { GoogleError, invalidArgument } from '../google-error.ts';
import { baseUrl } from '../http/base-url.ts';
import { checkAccess } from '../http/check-access.ts';
import type { Exchange } from '../http/exchange.ts';
import { googleHeaders } from '../http/google-headers.ts';
import { readText } from '../http/read-text.ts';
import { sendJson } from '../http/send-json.ts';
import { maxFileBytes, type Upload } from './uploads.ts';

/** `POST /upload/v1beta/files`: starts a resumable upload, or goes on with the one `upload_id` names. */
export async function uploadFile(exchange: Exchange, emulation: Emulation): Promise<void> {
  const id = exchange.url.searchParams.get('upload_id');
  if (id === null) return start(exchange, emulation);
  const upload = emulation.uploads.find(id);
  if (!upload) throw new GoogleError(404, 'NOT_FOUND', 'Requested entity was not found.');
  const commands = (header(exchange, 'x-goog-upload-command') ?? '').split(',').map((word) => word.trim());
  if (commands.includes('cancel')) {
    emulation.uploads.end(upload);
    return status(exchange, 'cancelled', upload);
  }
  if (commands.includes('query')) return status(exchange, 'active', upload);
  if (!commands.includes('upload') && !commands.includes('finalize')) {
    throw invalidArgument('Invalid X-Goog-Upload-Command header.');
  }
  if (commands.includes('upload')) await receive(exchange, upload);
  if (!commands.includes('finalize')) return status(exchange, 'active', upload);
  emulation.uploads.end(upload);
  return finish(exchange, emulation, upload);
}

async function start(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { request, response, path } = exchange;
  if (header(exchange, 'x-goog-upload-protocol') !== 'resumable') {
    throw invalidArgument('The emulator takes uploads with X-Goog-Upload-Protocol: resumable only.');
  }
  const { file = {} } = readMetadata(await readText(request));
  checkAccess(exchange, emulation);
  const announced = Number(
    header(exchange, 'x-goog-upload-header-content-length') ?? file.sizeBytes ?? Number.NaN,
  );
  if (announced > maxFileBytes) throw tooLarge();
  const upload = emulation.uploads.start({
    mimeType:
      file.mimeType ?? header(exchange, 'x-goog-upload-header-content-type') ?? 'application/octet-stream',
    displayName: file.displayName,
    announcedBytes: Number.isNaN(announced) ? undefined : announced,
  });
  const target = `${baseUrl(exchange)}/upload/${path.version}/files?upload_id=${upload.id}&upload_protocol=resumable`;
  response.writeHead(200, {
    ...googleHeaders,
    'X-Goog-Upload-Status': 'active',
    'X-Goog-Upload-URL': target,
    'X-Goog-Upload-Control-URL': target,
    'X-Goog-Upload-Chunk-Granularity': '262144',
    'Content-Length': 0,
  });
  response.end();
}

async function receive(exchange: Exchange, upload: Upload): Promise<void> {
  const offset = Number(header(exchange, 'x-goog-upload-offset') ?? 0);
  if (offset !== upload.receivedBytes) {
    // Not verified.
    throw invalidArgument(
      `The upload offset ${offset} does not match the ${upload.receivedBytes} bytes received.`,
    );
  }
  for await (const chunk of exchange.request as AsyncIterable<Buffer>) {
    upload.receivedBytes += chunk.length;
    if (upload.receivedBytes > maxFileBytes) throw tooLarge();
    upload.chunks.push(chunk);
  }
}

async function finish(exchange: Exchange, emulation: Emulation, upload: Upload): Promise<void> {
  const { announcedBytes, receivedBytes, mimeType } = upload;
  if (announcedBytes !== undefined && announcedBytes !== receivedBytes) {
    // Not verified.
    throw invalidArgument(`The upload has ${receivedBytes} bytes; ${announcedBytes} were announced.`);
  }
  const bytes = Buffer.concat(upload.chunks);
  const { prompt, calls } = takeDirectives(upload.displayName ?? '');
  const asked = calls.find(({ name }) => name === 'file')?.values ?? {};
  const file = emulation.files.add({
    mimeType,
    displayName: prompt || undefined,
    bytes,
    picture: mimeType.startsWith('image/') ? await emulation.readReference(bytes) : undefined,
    processingReads: Number(asked.processing ?? 0),
    fails: asked.failed === true,
  });
  exchange.response.setHeader('X-Goog-Upload-Status', 'final');
  await sendJson(exchange.response, { file: emulation.files.resource(file, baseUrl(exchange)) });
}

function status({ response }: Exchange, state: string, upload: Upload): void {
  response.writeHead(200, {
    ...googleHeaders,
    'X-Goog-Upload-Status': state,
    'X-Goog-Upload-Size-Received': String(upload.receivedBytes),
    'Content-Length': 0,
  });
  response.end();
}

interface Metadata {
  readonly file?: { readonly mimeType?: string; readonly displayName?: string; readonly sizeBytes?: string };
}

function readMetadata(text: string): Metadata {
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text) as { file?: Record<string, unknown> } | null;
    const { mimeType, mime_type, displayName, display_name, sizeBytes, size_bytes } = value?.file ?? {};
    const file = {
      mimeType: mimeType ?? mime_type,
      displayName: displayName ?? display_name,
      sizeBytes: sizeBytes ?? size_bytes,
    };
    return { file: Object.fromEntries(Object.entries(file).filter(([, item]) => item !== undefined)) };
  } catch {
    throw invalidArgument('Invalid JSON payload received.');
  }
}

function header({ request }: Exchange, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const tooLarge = () => invalidArgument(`File is too large. Bytes are limited to ${maxFileBytes}.`);
