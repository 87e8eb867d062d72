import type { GoogleError } from '../google-error.ts';
import type { BodyPiece } from '../wire/body-piece.ts';
import { type JsonStyle, writeJson } from '../wire/write-json.ts';

export interface StreamLayout {
  /** `sse` with alt=sse, else one JSON array. */
  readonly form: 'sse' | 'array';
  readonly crlf: boolean;
  /** What relays were seen to put behind the last event, or to leave out there. */
  readonly ending?: 'done' | 'unterminated';
  readonly style: Omit<JsonStyle, 'layout'>;
  /** Breaks the stream off after its first half with an error event. */
  readonly error?: GoogleError;
}

/** Writes stream events as Google does: `data: {…}` and an empty line, without a closing [DONE]. */
export function streamPieces(
  events: readonly object[],
  { form, crlf, ending, style, error }: StreamLayout,
): BodyPiece[] {
  const shown = error ? [...events.slice(0, Math.ceil(events.length / 2)), error.body()] : events;
  if (form === 'sse') {
    const end = crlf ? '\r\n\r\n' : '\n\n';
    const lines = shown.map((event) => ['data: ', ...writeJson(event, { ...style, layout: 'compact' })]);
    if (ending === 'done') lines.push(['data: [DONE]']);
    return lines.flatMap((line, index) =>
      ending === 'unterminated' && index === lines.length - 1 ? line : [...line, end],
    );
  }
  return shown.flatMap((event, index) => [
    index === 0 ? '[' : '\n,\r\n',
    ...writeJson(event, { ...style, layout: 'pretty' }),
    index === shown.length - 1 ? '\n]' : '',
  ]);
}
