import { randomBytes } from 'node:crypto';
import { type Behaviour, planBehaviour } from '../directives/behaviour.ts';
import { parseDirectiveHeader } from '../directives/parse-directives.ts';
import type { Emulation } from '../emulation.ts';
import { GoogleError } from '../google-error.ts';
import { checkAccess } from '../http/check-access.ts';
import { checkQuery } from '../http/check-query.ts';
import type { Exchange } from '../http/exchange.ts';
import { eventStreamType, googleHeaders, jsonType } from '../http/google-headers.ts';
import { type ErrorForm, plainStyle, sendError } from '../http/send-json.ts';
import { requireModel } from '../models/require-model.ts';
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

/** `…:generateContent` and `…:streamGenerateContent`. The order of the checks is Google's: schema before key. */
export async function generate(exchange: Exchange, emulation: Emulation): Promise<void> {
  const { request, response, url, path } = exchange;
  const form = formOf(exchange);
  let behaviour: Behaviour | undefined;
  try {
    checkQuery(url.searchParams);
    const body = await readRequest(exchange, emulation);
    checkAccess(request, url.searchParams, emulation.access);
    const model = requireModel(path.model!, path.version!, path.method!, emulation.retired);
    checkSemantics(body, model);
    const generation = readGeneration(body, model);
    behaviour = planBehaviour(selectDirectives(generation, exchange, emulation));
    if (behaviour.error) throw plannedError(behaviour.error, model.id);
    const outcome = await answer(generation, behaviour, emulation, baseUrl(exchange));
    await send(exchange, generation, behaviour, outcome, form);
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

function baseUrl({ request }: Exchange): string {
  return `http://${request.headers.host ?? 'localhost'}`;
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
    ? { error: plannedError({ code: behaviour.streamError }, generation.model.id) }
    : {};
  const pieces: BodyPiece[] =
    form === 'json'
      ? [...writeJson(responseBody(outcome, identity), { ...plainStyle, ...behaviour.json }), '\n']
      : streamPieces(streamBodies(outcome, identity), {
          form,
          crlf: behaviour.crlf,
          style: behaviour.json,
          ...error,
        });
  const headers = {
    'Content-Type': form === 'sse' ? eventStreamType : jsonType,
    ...(form === 'sse' ? { 'Content-Disposition': 'attachment' } : {}),
    ...googleHeaders,
    'Server-Timing': `gfet4t7; dur=${1 + Math.round(performance.now() % 900)}`,
    'X-Gemini-Service-Tier': generation.serviceTier,
  };
  await sendBody(response, { status: 200, headers, pieces }, behaviour.wire);
}
