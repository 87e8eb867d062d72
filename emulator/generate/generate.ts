import { randomBytes } from 'node:crypto';
import { type Behaviour, planBehaviour } from '../directives/behaviour.ts';
import { parseDirectiveHeader } from '../directives/parse-directives.ts';
import type { Emulation } from '../emulation.ts';
import { resolveFiles } from '../files/resolve-files.ts';
import { GoogleError } from '../google-error.ts';
import { baseUrl } from '../http/base-url.ts';
import { bearerOf, checkAccess, revokedToken } from '../http/check-access.ts';
import { checkQuery } from '../http/check-query.ts';
import type { Exchange } from '../http/exchange.ts';
import { eventStreamType, googleHeaders, jsonType } from '../http/google-headers.ts';
import { type ErrorForm, plainStyle, sendError } from '../http/send-json.ts';
import { requireModel } from '../models/require-model.ts';
import { generateContentRequest } from '../schema/generate-content-request.ts';
import { vertexGenerateContentRequest } from '../schema/vertex-request.ts';
import type { BodyPiece } from '../wire/body-piece.ts';
import { noFaults, sendBody } from '../wire/send-body.ts';
import { writeJson } from '../wire/write-json.ts';
import { answer } from './answer.ts';
import { checkSemantics } from './check-semantics.ts';
import { type Generation, readGeneration } from './generation.ts';
import type { Outcome } from './outcome.ts';
import { plannedError } from './planned-error.ts';
import { readRequest } from './read-request.ts';
import { responseBody, streamBodies } from './response-body.ts';
import { streamPieces } from './stream-pieces.ts';

const requestTypes = { gemini: generateContentRequest, vertex: vertexGenerateContentRequest };

/** `…:generateContent` and `…:streamGenerateContent`. The order of the checks is Google's: schema before key. */
export async function generate(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { response, url, profile } = exchange;
  const form = formOf(exchange);
  let behaviour: Behaviour | undefined;
  try {
    checkQuery(url.searchParams);
    const body = await readRequest(exchange, emulation, requestTypes[profile]);
    checkAccess(exchange, emulation);
    const model = requireModel(exchange, emulation);
    checkSemantics(body, model, profile);
    const generation = readGeneration(body, model, profile, resolveFiles(body, emulation.files));
    behaviour = planBehaviour(selectDirectives(generation, exchange, emulation));
    if (behaviour.revokes) throw revoke(exchange, emulation);
    if (behaviour.error) throw plannedError(behaviour.error, model.id, profile);
    const outcome = await answer(generation, behaviour, emulation, baseUrl(exchange));
    const isArray = form === 'sse' && behaviour.stream === 'array';
    await send(exchange, generation, behaviour, outcome, isArray ? 'array' : form);
  } catch (error) {
    if (!(error instanceof GoogleError)) throw error;
    await sendError(response, error, form, behaviour?.wire ?? noFaults);
  }
}

function formOf({ path, url }: Exchange): ErrorForm {
  if (path.method !== 'streamGenerateContent') return 'json';
  return (url.searchParams.get('alt') ?? url.searchParams.get('$alt')) === 'sse' ? 'sse' : 'array';
}

function selectDirectives(generation: Generation, { request }: Exchange, { occurrences }: Emulation) {
  const header = request.headers['x-emulate'];
  const fromHeader = header ? parseDirectiveHeader(String(header)) : [];
  const calls = [...generation.calls, ...fromHeader];
  return occurrences.select(`${generation.prompt} ${JSON.stringify(calls)}`, calls);
}

function revoke(exchange: Exchange, { tokens }: Emulation): GoogleError {
  tokens.revoke(bearerOf(exchange) ?? '');
  return revokedToken(exchange.profile);
}

async function send(
  { response }: Exchange,
  generation: Generation,
  behaviour: Behaviour,
  outcome: Outcome,
  form: ErrorForm,
): Promise<void> {
  const identity = { modelVersion: generation.model.id, responseId: randomBytes(16).toString('base64url') };
  const error = behaviour.streamError
    ? { error: plannedError({ code: behaviour.streamError }, generation.model.id, generation.profile) }
    : {};
  const pieces: BodyPiece[] =
    form === 'json'
      ? [
          ...writeJson(responseBody(outcome, identity, generation.profile), {
            ...plainStyle,
            ...behaviour.json,
          }),
          '\n',
        ]
      : streamPieces(streamBodies(outcome, identity, generation.profile), {
          form,
          crlf: behaviour.crlf,
          ...(behaviour.stream && behaviour.stream !== 'array' ? { ending: behaviour.stream } : {}),
          style: behaviour.json,
          ...error,
        });
  const headers = {
    'Content-Type': form === 'sse' ? eventStreamType : jsonType,
    ...(form === 'sse' ? { 'Content-Disposition': 'attachment' } : {}),
    ...googleHeaders,
    ...(generation.profile === 'vertex' ? {} : geminiHeaders(generation)),
  };
  await sendBody(response, { status: 200, headers, pieces }, behaviour.wire);
}

function geminiHeaders({ serviceTier }: Generation): Record<string, string> {
  return {
    'Server-Timing': `gfet4t7; dur=${1 + Math.round(performance.now() % 900)}`,
    'X-Gemini-Service-Tier': serviceTier,
  };
}
