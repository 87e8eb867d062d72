import { createHash } from 'node:crypto';
import type { Generation } from './generation.ts';

/** An opaque signature like those of the 3.x models: a few hundred bytes of base64, stable for the same request. */
export function thoughtSignature({ model, prompt }: Generation, index: number): string {
  const seed = createHash('sha512').update(`${model.id} ${prompt} ${index}`).digest();
  return Buffer.concat([Buffer.from([0x12, 0xb5, 0x03]), ...Array.from({ length: 6 }, () => seed)]).toString(
    'base64',
  );
}
