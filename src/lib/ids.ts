import { randomBytes } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random bytes as an argument, so that tests can repeat a run. */
export type Random = (sizeBytes: number) => Uint8Array;

export const systemRandom: Random = (sizeBytes) => randomBytes(sizeBytes);

/** Asking the system for a few bytes costs as much as for some thousand; each byte drawn ahead is given out once. */
const drawnBytes = 8_192;
let drawn = Buffer.alloc(0);
let given = 0;

const randomDrawnAhead: Random = (sizeBytes) => {
  if (given + sizeBytes > drawn.length) {
    drawn = randomBytes(drawnBytes);
    given = 0;
  }
  given += sizeBytes;
  return drawn.subarray(given - sizeBytes, given);
};

/** Uniform base62 text; bytes above the largest multiple of 62 are thrown away, so no character is favoured. */
export function randomText(length: number, random: Random = systemRandom): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length + 8)) {
      if (byte < 248 && text.length < length) text += base62[byte % 62];
    }
  }
  return text;
}

/**
 * `YYYYMMDDhhmmss` in UTC, nine fractional digits, 22 random base62 characters (131 bits).
 * Clients meet it in `x-request-id`, in error messages and in artifact URLs.
 */
export function requestId(nowMs: number, random: Random = randomDrawnAhead): string {
  const digits = secondText(nowMs) + String(nowMs % 1000).padStart(3, '0');
  const fraction = Number(Buffer.from(random(4)).readUInt32BE() % 1_000_000);
  return digits + String(fraction).padStart(6, '0') + randomText(22, random);
}

let second = { startMs: 0, text: '19700101000000' };

/** Written once a second: a busy server makes thousands of ids in one. */
function secondText(nowMs: number): string {
  const startMs = nowMs - (nowMs % 1000);
  if (startMs !== second.startMs) {
    second = { startMs, text: new Date(startMs).toISOString().replace(/\D/g, '').slice(0, 14) };
  }
  return second.text;
}

/** When a request id was made, in Unix milliseconds. */
export function requestIdMs(id: string): number {
  const [, year, month, day, hour, minute, second, milliseconds] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})/.exec(id) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
}

/** Whether a text has the form of a request id. */
export const isRequestId = (text: string): boolean => /^\d{23}[0-9A-Za-z]{22}$/.test(text);
