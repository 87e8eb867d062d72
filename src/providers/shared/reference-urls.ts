import { randomUUID } from 'node:crypto';
import type { ReadyReference } from '../../generation/provider.ts';
import type { BodyPart, BodyPlan } from '../../lib/body-plan/body-plan.ts';

/**
 * A JSON body in which references stand as URLs: their own, or data: URLs, which are written while the body is sent.
 * `build` makes the body of the URLs.
 */
export function bodyWithReferences(
  references: readonly ReadyReference[],
  form: 'own-or-data' | 'data',
  build: (urls: readonly string[]) => unknown,
): BodyPlan {
  const inline = new Map<string, ReadyReference>();
  const urls = references.map((reference) => {
    if (form === 'own-or-data' && reference.source !== 'inline') return reference.source;
    // Random: no text of a client can equal it.
    const placeholder = `reference-${randomUUID()}`;
    inline.set(placeholder, reference);
    return placeholder;
  });
  let rest = JSON.stringify(build(urls));
  const plan: BodyPart[] = [];
  // They stand in the body in the order they were made.
  for (const [placeholder, { path, mediaType, sizeBytes }] of inline) {
    const at = rest.indexOf(placeholder);
    plan.push(`${rest.slice(0, at)}data:${mediaType};base64,`, { file: path, encode: 'base64', sizeBytes });
    rest = rest.slice(at + placeholder.length);
  }
  return [...plan, rest];
}
