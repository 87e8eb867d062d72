import { type Directive, fraction, number, required, text } from './directive.ts';

/** How the answer comes: when, how fast, how whole and in which spelling. */
export const wireDirectives: readonly Directive[] = [
  {
    name: 'latency',
    summary: 'wait before the status line',
    keys: { ms: required(number('milliseconds')) },
    example: '#emulate(latency, ms=5000)',
  },
  {
    name: 'slow',
    summary: 'send the body slowly, at a rate or over a time',
    keys: { bps: number('bytes per second'), ms: number('milliseconds for the whole body') },
    example: '#emulate(slow, bps=200000)',
  },
  {
    name: 'cut',
    summary: 'part of the body, then the connection closed (FIN) although more was announced',
    keys: { at: fraction('share of the body sent, default 0.5') },
    example: '#emulate(cut, at=0.5)',
  },
  {
    name: 'reset',
    summary: 'the connection reset (RST), in the body or before the status line',
    keys: { at: text('share of the body sent, or before-head (default)') },
    example: '#emulate(reset, at=before-head)',
  },
  {
    name: 'half-json',
    summary: 'a complete HTTP answer whose JSON stops half way',
    keys: {},
    example: '#emulate(half-json)',
  },
  {
    name: 'stream-error',
    summary: 'an error event in the middle of a stream',
    keys: { code: number('status of the error, default 503') },
    example: '#emulate(stream-error, code=500)',
  },
  {
    name: 'stream',
    summary:
      'a stream laid out as relays do: a closing [DONE], no blank line at the end, or a JSON array for alt=sse',
    keys: { shape: required(text('its layout', ['done', 'unterminated', 'array'])) },
    example: '#emulate(stream, shape=done)',
  },
  { name: 'crlf', summary: 'stream events end with CRLF CRLF', keys: {}, example: '#emulate(crlf)' },
  { name: 'gzip', summary: 'the body compressed, asked for or not', keys: {}, example: '#emulate(gzip)' },
  {
    name: 'escape',
    summary: 'JSON strings with needless \\/ and \\u escapes, also in base64',
    keys: {},
    example: '#emulate(escape)',
  },
  {
    name: 'whitespace',
    summary: 'JSON with unusual white space between tokens',
    keys: {},
    example: '#emulate(whitespace)',
  },
  { name: 'key-order', summary: 'JSON keys in reverse order', keys: {}, example: '#emulate(key-order)' },
];
