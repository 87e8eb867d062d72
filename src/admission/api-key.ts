import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Mode } from '../generation/caller.ts';
import { type Random, randomText } from '../lib/ids.ts';

/** 32 base62 characters: 190 bits. */
const secretLength = 32;
const checksumLength = 6;
const form = /^pt_(live|test)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

/** `pt_live_…` or `pt_test_…`: 32 random characters and a checksum, so that a typo costs no look-up. */
export function createApiKey(mode: Mode, random?: Random): string {
  const secret = randomText(secretLength, random);
  return `pt_${mode}_${secret}${checksum(`pt_${mode}_${secret}`)}`;
}

/** The mode a well-formed key claims; undefined for anything else. */
export function apiKeyMode(text: string): Mode | undefined {
  const match = form.exec(text);
  if (!match || checksum(text.slice(0, -checksumLength)) !== match[3]) return undefined;
  return match[1] as Mode;
}

/** What is stored of a key. A random key of 190 bits needs no slow hash. */
export const hashApiKey = (key: string): string => hash('sha256', key, 'hex');

/** Enough of a key to recognise it by: `pt_test_AbCd…wxyz`. */
export const apiKeyHint = (key: string): string => `${key.slice(0, 12)}…${key.slice(-4)}`;

function checksum(text: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let rest = crc32(text);
  let result = '';
  for (let index = 0; index < checksumLength; index += 1) {
    result = digits[rest % 62] + result;
    rest = Math.floor(rest / 62);
  }
  return result;
}
