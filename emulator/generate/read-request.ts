import type { Emulation } from '../emulation.ts';
import { detail, invalidArgument } from '../google-error.ts';
import type { Exchange } from '../http/exchange.ts';
import { type GenerateBody, readGenerateBody } from '../http/read-generate-body.ts';
import { publicHeaders, publicPath, type RecordedRequest } from '../http/request-log.ts';
import { shownBody } from '../http/shown-body.ts';
import { checkMessage, type Violation } from '../schema/check-message.ts';
import type { MessageType } from '../schema/descriptor.ts';
import { parseJson } from '../schema/parse-json.ts';
import type { GenerateContentRequest } from './generation-request.ts';

/**
 * Reads a generation's body and checks it against the schema.
 * @throws GoogleError 400 with all unknown names, joined by newlines, one field violation each.
 */
export async function readRequest(
  exchange: Exchange,
  emulation: Emulation,
  type: MessageType,
): Promise<GenerateContentRequest> {
  const body = await readGenerateBody(exchange.request, emulation.readReference);
  const parsed = parseJson(body.skeleton);
  if (emulation.log.isOn) record(exchange, emulation, body, parsed);
  const { message, violations } = checkMessage(type, parsed, body.lookup);
  if (violations.length > 0) throw schemaError(violations);
  return message as GenerateContentRequest;
}

function schemaError(violations: readonly Violation[]): Error {
  const text = violations.map(({ description }) => description).join('\n');
  return invalidArgument(text, [detail('BadRequest', { fieldViolations: violations })]);
}

function record(
  { request, response, url }: Exchange,
  { log }: Emulation,
  body: GenerateBody,
  parsed: unknown,
): void {
  const entry: RecordedRequest = {
    method: request.method ?? '',
    path: publicPath(url),
    headers: publicHeaders(request.headers),
    body: shownBody(parsed, body.skeleton.length, body.lookup),
    bodyBytes: body.sizeBytes,
    status: -1,
  };
  log.add(entry);
  response.once('close', () => {
    if (response.headersSent) entry.status = response.statusCode;
  });
}
