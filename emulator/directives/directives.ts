import { accountReasons } from '../generate/account-error.ts';
import { googleStatuses } from '../google-error.ts';
import { finishReasons, outputReasons, promptReasons } from './reasons.ts';

/** What the help text, the README and the refusal of a bad directive say about one directive. */
export interface Directive {
  readonly name: string;
  readonly summary: string;
  /** Keys in the order in which values without a key are taken. */
  readonly keys: Readonly<Record<string, DirectiveKey>>;
  readonly example: string;
}

export interface DirectiveKey {
  readonly summary: string;
  readonly required?: true;
  readonly oneOf?: readonly string[];
  readonly kind: 'number' | 'fraction' | 'duration' | 'text' | 'boolean';
}

const text = (summary: string, oneOf?: readonly string[]): DirectiveKey =>
  oneOf ? { summary, kind: 'text', oneOf } : { summary, kind: 'text' };
const required = (key: DirectiveKey): DirectiveKey => ({ ...key, required: true });
const number = (summary: string): DirectiveKey => ({ summary, kind: 'number' });
const duration = (summary: string): DirectiveKey => ({ summary, kind: 'duration' });
const fraction = (summary: string): DirectiveKey => ({ summary, kind: 'fraction' });
const flag = (summary: string): DirectiveKey => ({ summary, kind: 'boolean' });

/** Keys every directive takes: they choose which requests with the same prompt it applies to. */
export const commonKeys: Readonly<Record<string, DirectiveKey>> = {
  times: number('only the first so many requests with this prompt'),
  nth: number('only this request with this prompt, counted from 1'),
  token: text('count requests by this word instead of by the prompt'),
};

const relayShapes = ['markdown-data', 'markdown-url', 'inline', 'file-uri', 'snake-case'];

/** Every directive, in the order of the help text. */
export const directives: readonly Directive[] = [
  {
    name: 'status',
    summary: "Google's error for an HTTP status, with its details",
    keys: {
      code: required(number('400 to 599')),
      retry: duration('RetryInfo of a 429 or 503, such as 3s'),
      message: text("replaces Google's message"),
      status: text("replaces Google's name of the status; a 400 FAILED_PRECONDITION is about the country", [
        ...googleStatuses,
      ]),
      reason: text('of an ErrorInfo, with its sentence: what is wrong with the account', accountReasons),
      tier: text('quota of a 429: of the free tier, whose limit is 0, or the paid one', ['free', 'paid']),
    },
    example: '#emulate(status, code=429, retry=3s)',
  },
  {
    name: 'revoke',
    summary: 'the access token of this request is refused, now and later (Vertex)',
    keys: {},
    example: '#emulate(revoke, times=1)',
  },
  {
    name: 'file',
    summary: 'in the display name of an upload: how its state goes',
    keys: {
      processing: number('reads that still say PROCESSING'),
      failed: flag('then it is FAILED'),
    },
    example: '#emulate(file, processing=2)',
  },
  {
    name: 'block',
    summary: 'HTTP 200 without an image: the prompt blocked, or the output filtered',
    keys: {
      reason: required(
        text('blockReason of the prompt or finishReason of the output', [...promptReasons, ...outputReasons]),
      ),
      of: text('what is blocked when the reason fits both', ['prompt', 'output']),
      message: text('its blockReasonMessage or finishMessage'),
    },
    example: '#emulate(block, reason=IMAGE_SAFETY)',
  },
  {
    name: 'finish',
    summary: 'HTTP 200 that ends for a reason of its own, without an image',
    keys: {
      reason: required(text('finishReason', finishReasons)),
      message: text('its finishMessage'),
    },
    example: '#emulate(finish, reason=MALFORMED_RESPONSE)',
  },
  {
    name: 'no-image',
    summary: 'finishReason NO_IMAGE without content',
    keys: {},
    example: '#emulate(no-image)',
  },
  {
    name: 'text-only',
    summary: 'a refusal in words, finishReason STOP',
    keys: { message: text('what it says') },
    example: '#emulate(text-only)',
  },
  {
    name: 'max-tokens',
    summary: 'finishReason MAX_TOKENS without an image',
    keys: {},
    example: '#emulate(max-tokens)',
  },
  { name: 'parts-null', summary: 'content.parts is null', keys: {}, example: '#emulate(parts-null)' },
  {
    name: 'multi',
    summary: 'several images, drafts first and the final one last',
    keys: {
      count: required(number('images in all, 2 to 10')),
      flagged: flag('drafts carry thought:true (default false: ordinary parts with a thoughtSignature)'),
    },
    example: '#emulate(multi, count=3, flagged=true)',
  },
  {
    name: 'usage',
    summary: 'less usage is told, as relays do',
    keys: {
      told: required(
        text('no counts at all, or the sums without what of them was image', ['nothing', 'sums']),
      ),
    },
    example: '#emulate(usage, told=sums)',
  },
  {
    name: 'thought',
    summary: 'a thought part in words before the image',
    keys: {},
    example: '#emulate(thought)',
  },
  {
    name: 'order',
    summary: 'a text part before or after the image',
    keys: { order: required(text('which comes first', ['text-first', 'image-first'])) },
    example: '#emulate(order, image-first)',
  },
  {
    name: 'mime-lies',
    summary: 'the declared mimeType is not that of the bytes',
    keys: {},
    example: '#emulate(mime-lies)',
  },
  {
    name: 'bytes',
    summary: 'a valid image of at least so many bytes',
    keys: { min: required(number('bytes of the image file, up to 1,000,000,000')) },
    example: '#emulate(bytes, min=8000000)',
  },
  {
    name: 'size',
    summary: 'an image of other pixels than were asked for',
    keys: { width: required(number('1 to 16384')), height: required(number('1 to 16384')) },
    example: '#emulate(size, width=640, height=480)',
  },
  {
    name: 'format',
    summary: 'the file format of the image',
    keys: { format: required(text('file format', ['png', 'jpeg', 'webp'])) },
    example: '#emulate(format, webp)',
  },
  {
    name: 'relay',
    summary: 'the answer as resellers shape it',
    keys: { shape: required(text('where the image is', relayShapes)) },
    example: '#emulate(relay, shape=markdown-url)',
  },
  {
    name: 'signature',
    summary: 'thought signatures of a given length',
    keys: {
      length: required(number('characters of base64, up to 16,000,000; a multiple of 4 is made of it')),
    },
    example: '#emulate(signature, length=2000000)',
  },
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
