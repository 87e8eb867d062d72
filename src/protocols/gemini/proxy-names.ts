import type { Omission } from '../../generation/outcome.ts';
import { toCamelCase } from '../../lib/camel-case.ts';

type Json = Readonly<Record<string, unknown>>;

/** ComfyUI's Gemini node writes it into every body for Comfy's own proxy; both of Google's APIs refuse it as unknown. */
const proxyName = 'uploadImagesToStorage';

/** A native body without what is meant for a client's own proxy, and what was left out. */
export function withoutProxyNames(body: Json): { readonly body: Json; readonly omitted: Omission[] } {
  const found = Object.keys(body).filter((name) => toCamelCase(name) === proxyName);
  if (found.length === 0) return { body, omitted: [] };
  return {
    body: Object.fromEntries(Object.entries(body).filter(([name]) => !found.includes(name))),
    omitted: found.map((parameter) => ({
      parameter,
      reason: "only ComfyUI's own proxy takes it; images are in the answer",
    })),
  };
}
