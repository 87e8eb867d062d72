import { type BinaryLike, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../generation/failure.ts';

const scryptOf = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** 32 MB and some 80 ms each, off the event loop. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const hashBytes = 32;

/** Of the four threads of the process, which files and names wait for as well, two are left free. */
const mostAtOnce = 2;
/** More than ten seconds of waiting: nobody who types a password has that patience. */
const mostWaiting = 250;
const waiting: (() => void)[] = [];
let running = 0;

async function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  if (running >= mostAtOnce) {
    if (waiting.length >= mostWaiting) throw new Failure('overloaded', { retryAfterMs: 10_000 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await scryptOf(password.normalize('NFKC'), salt, hashBytes, options);
  } finally {
    const next = waiting.shift();
    // The place goes on to who waited longest.
    if (next) next();
    else running -= 1;
  }
}

/** `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Costs the same when there is no such user or no password, so that the time tells nothing. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? nobody).split('$');
  const expected = Buffer.from(hash, 'base64url');
  const offered = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    maxmem: cost.maxmem,
  });
  return timingSafeEqual(offered, expected) && stored !== undefined;
}

const empty = Buffer.alloc(hashBytes).toString('base64url');
const nobody = ['scrypt', cost.N, cost.r, cost.p, empty, empty].join('$');
