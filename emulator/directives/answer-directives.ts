import { accountReasons } from '../generate/account-error.ts';
import { googleStatuses } from '../google-error.ts';
import { type Directive, duration, flag, number, required, text } from './directive.ts';
import { finishReasons, outputReasons, promptReasons } from './reasons.ts';

const relayShapes = ['markdown-data', 'markdown-url', 'inline', 'file-uri', 'snake-case'];

/** What is answered: refusals, and pictures of every kind. */
export const answerDirectives: readonly Directive[] = [
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
];
