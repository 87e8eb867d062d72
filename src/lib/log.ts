import { type DestinationStream, type Logger, pino } from 'pino';
import { keyHeaders } from './key-headers.ts';
import { activeIds, registeredTracer } from './tracing/registered-tracer.ts';

export type Log = Logger;

/** Header and field names whose values never reach a log line. */
const secrets = [...keyHeaders, 'cookie', 'set-cookie', 'key', 'credential', 'secret', 'token'];

/** A pipe takes so much at once or nothing: lines of several processes stay whole. */
const pipeBytes = 4_096;

/**
 * JSON lines on standard output. Values under the names of secrets are replaced at any of three depths. With a tracer
 * registered before, lines tell the active span.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const quoted = secrets.map((name) => `["${name}"]`);
  return pino(
    {
      level,
      base: null,
      ...(registeredTracer() ? { mixin: activeIds } : {}),
      redact: {
        paths: [...quoted, ...quoted.map((name) => `*${name}`), ...quoted.map((name) => `*.*${name}`)],
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination({ sync: false, minLength: 0, maxWrite: pipeBytes }),
  );
}

/**
 * A text without anything that looks like a credential: API keys of ours and Google's, bearer tokens and
 * `key=` parameters. Upstream messages pass through this before they are stored or logged.
 */
export function redactText(text: string): string {
  return text
    .replace(/\b(pt_(?:live|test)_)[0-9A-Za-z]+/g, '$1…')
    .replace(/\bAIza[0-9A-Za-z_-]{20,}/g, 'AIza…')
    .replace(/\bya29\.[0-9A-Za-z._-]+/g, 'ya29.…')
    .replace(/\b(sk-)[0-9A-Za-z_-]{8,}/g, '$1…')
    .replace(/(Bearer\s+)[^\s"',]+/gi, '$1…')
    .replace(/([?&](?:key|api_key|token)=)[^&\s"']+/gi, '$1…');
}
