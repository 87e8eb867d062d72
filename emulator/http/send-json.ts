import type { ServerResponse } from 'node:http';
import type { WireFaults } from '../directives/wire-faults.ts';
import type { GoogleError } from '../google-error.ts';
import { noFaults, sendBody } from '../wire/send-body.ts';
import { type JsonStyle, writeJson } from '../wire/write-json.ts';
import { eventStreamType, googleHeaders, jsonType } from './google-headers.ts';

export const plainStyle: JsonStyle = {
  layout: 'pretty',
  escape: false,
  whitespace: false,
  reverseKeys: false,
};

export async function sendJson(response: ServerResponse, body: unknown): Promise<void> {
  const headers = { 'Content-Type': jsonType, ...googleHeaders };
  await sendBody(response, { status: 200, headers, pieces: [...writeJson(body, plainStyle), '\n'] });
}

export type ErrorForm = 'json' | 'sse' | 'array';

/** On the stream method, errors keep the content type of a stream (observed for 404) or stand in an array. */
export async function sendError(
  response: ServerResponse,
  error: GoogleError,
  form: ErrorForm = 'json',
  faults: WireFaults = noFaults,
): Promise<void> {
  const body = form === 'array' ? [error.body()] : error.body();
  const headers = { 'Content-Type': form === 'sse' ? eventStreamType : jsonType, ...googleHeaders };
  await sendBody(
    response,
    { status: error.code, headers, pieces: [...writeJson(body, plainStyle), '\n'] },
    faults,
  );
}
