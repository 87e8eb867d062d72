import { createHash } from 'node:crypto';
import { Failure } from '../generation/failure.ts';
import type { WireChoice } from '../generation/protocol.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { planToStream } from '../lib/body-plan/plan-to-stream.ts';

/** Reads the `Idempotency-Key` header: 1–255 printable ASCII characters. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(header)) return header;
  throw new Failure('invalid_request', {
    message: 'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    param: 'Idempotency-Key',
  });
}

/**
 * A hash of what a request means: neither the order of members nor white space counts. Inline images of a
 * native body count by their bytes; their placeholders are random.
 */
export async function hashRequest(request: GenerationRequest, choice: WireChoice): Promise<string> {
  const { native, ...rest } = request;
  const hash = createHash('sha256');
  let skeleton = canonicalJson({
    ...rest,
    choice,
    native: native && { ...native, spools: native.spools.length },
  });
  for (const [index, spool] of (native?.spools ?? []).entries()) {
    skeleton = skeleton.replace(spool.placeholder, `image ${index}`);
    for await (const chunk of planToStream([
      { file: spool.path, encode: 'none', sizeBytes: spool.sizeBytes },
    ])) {
      hash.update(chunk as Buffer);
    }
    hash.update('\n');
  }
  return hash.update(skeleton).digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
