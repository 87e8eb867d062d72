import { createHash } from 'node:crypto';
import type { Generation } from './generation.ts';

/**
 * An opaque signature like those of the 3.x models, stable for the same request: a few hundred bytes of base64, or as
 * many characters as are asked for. Models that do not think sign only what they are asked to.
 */
export function signatureOf(
  generation: Generation,
  index: number,
  length: number | undefined,
): { readonly thoughtSignature?: string } {
  const { model, prompt } = generation;
  if (model.thinking === 'none' && length === undefined) return {};
  const seed = createHash('sha512').update(`${model.id} ${prompt} ${index}`).digest();
  const sizeBytes = length === undefined ? 3 + 6 * seed.length : Math.ceil(length / 4) * 3;
  const bytes = Buffer.alloc(sizeBytes, seed);
  bytes.set([0x12, 0xb5, 0x03]);
  return { thoughtSignature: bytes.toString('base64') };
}
