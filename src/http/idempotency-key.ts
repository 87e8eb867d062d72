import { createHash, type Hash } from 'node:crypto';
import { Failure } from '../generation/failure.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { WireChoice } from '../generation/route-input.ts';
import { planToStream } from '../lib/body-plan/plan-to-stream.ts';
import { splitAtWords } from '../lib/split-at-words.ts';

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
 * native body and uploaded references count by their bytes; placeholders and file names are random.
 */
export async function hashRequest(request: GenerationRequest, choice: WireChoice): Promise<string> {
  const { native, references, omitted, ...rest } = request;
  const hash = createHash('sha256');
  for (const reference of references) {
    if (reference.kind === 'spooled') await hashFile(hash, reference);
  }
  const skeleton = canonicalJson({
    ...rest,
    // In the order of the body, which is that of its members.
    omitted: [...omitted].sort((a, b) => (a.parameter < b.parameter ? -1 : 1)),
    references: references.map((reference) => (reference.kind === 'url' ? reference : 'a file')),
    choice,
    native: native && { ...native, spools: native.spools.length, files: native.files?.length },
  });
  const spools = new Map(native?.spools.map((spool) => [spool.placeholder, spool]));
  const names = new Map(native?.files?.map((placeholder, index) => [placeholder, `file ${index}`]));
  const pieces = splitAtWords(skeleton, [...spools.keys(), ...names.keys()]);
  let images = 0;
  // In the order they have now: as they arrived, that of the members of a part would count.
  for (const [index, piece] of pieces.entries()) {
    const spool = spools.get(piece);
    if (spool) await hashFile(hash, spool);
    pieces[index] = spool ? `image ${images++}` : (names.get(piece) ?? piece);
  }
  return hash.update(pieces.join('')).digest('hex');
}

async function hashFile(hash: Hash, file: { path: string; sizeBytes: number }): Promise<void> {
  const part = { file: file.path, encode: 'none', sizeBytes: file.sizeBytes } as const;
  for await (const chunk of planToStream([part])) hash.update(chunk as Buffer);
  // The length keeps two files from being taken for two others of the same joined bytes.
  hash.update(`\n${file.sizeBytes}\n`);
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
