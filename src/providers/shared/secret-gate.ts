import { Failure } from '../../generation/failure.ts';
import type { HttpRequest } from '../../lib/http-client/http-client.ts';
import { keyHeaders } from '../../lib/key-headers.ts';
import { redactText } from '../../lib/log.ts';
import { shortestSecret } from '../../lib/shortest-secret.ts';

/** Shorter ones are words of some model, such as the `anything` that is set where a relay asks for no key. */
const shortestFoundBytes = 12;

/** Ends the string that an image stands in. */
const quote = 0x22;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Lets the bytes of an answer through, but none of a secret that it was asked with: those that may begin one stay here
 * until the next bytes come; nothing else waits.
 */
export class SecretGate {
  private readonly secrets: readonly string[];
  private readonly forms: readonly Buffer[];
  private kept = nothing;

  /** `headers` of the request: they may hold a token that was made from the credential of the channel. */
  constructor(credential: string, headers: HttpRequest['headers'] = {}) {
    const sent = keyHeaders.flatMap((name) => headers[name]?.replace(/^Bearer +/i, '') ?? []);
    this.secrets = [...new Set([credential, ...sent])].filter(({ length }) => length >= shortestSecret);
    const forms = this.secrets.flatMap(formsOf).map((form) => Buffer.from(form));
    this.forms = forms.filter(({ length }) => length >= shortestFoundBytes);
  }

  /**
   * What may be passed on once the next bytes have come. `isInImage`: they go on with the Base64 of one, of which most of
   * an answer is: searching it would take a tenth of the time of the whole, for words that it cannot say. Throws
   * `upstream_truncated` for a secret.
   */
  after(buffer: Buffer, start: number, end: number, isInImage: boolean): Buffer {
    const came = buffer.subarray(start, end);
    const bytes = this.kept.length > 0 ? Buffer.concat([this.kept, came]) : came;
    if (isInImage && !came.includes(quote)) {
      this.kept = nothing;
      return bytes;
    }
    let keptBytes = 0;
    for (const form of this.forms) {
      if (bytes.includes(form)) {
        throw new Failure('upstream_truncated', {
          internal: 'the answer quotes the credential it was asked with',
        });
      }
      keptBytes = Math.max(keptBytes, beginningAtEnd(bytes, form));
    }
    const free = bytes.length - keptBytes;
    this.kept = keptBytes > 0 ? Buffer.from(bytes.subarray(free)) : nothing;
    return bytes.subarray(0, free);
  }

  /** What stayed, after the last bytes. */
  rest(): Buffer {
    return this.kept;
  }

  /** Whether the JSON of an error holds a secret, or what a log would not be told. */
  isIn(json: string): boolean {
    return this.secrets.some((secret) => json.includes(inJson(secret))) || redactText(json) !== json;
  }
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As JSON has a text: as it is, with slashes escaped, as PHP does, and with what Google escapes for pages. */
const formsOf = (secret: string): string[] => {
  const text = inJson(secret);
  const escaped = text.replace(/[=&<>']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return [...new Set([secret, text, text.replaceAll('/', '\\/'), escaped])];
};

/** How many of the last bytes may begin the text. */
function beginningAtEnd(bytes: Buffer, text: Buffer): number {
  const first = text[0] as number;
  let at = bytes.indexOf(first, Math.max(0, bytes.length - text.length + 1));
  while (at >= 0) {
    if (bytes.compare(text, 0, bytes.length - at, at) === 0) return bytes.length - at;
    at = bytes.indexOf(first, at + 1);
  }
  return 0;
}
