import { Failure } from '../generation/failure.ts';
import { type ImageFormat, type MediaType, mediaTypeOf } from '../generation/image-format.ts';
import type { Artifact } from '../generation/outcome.ts';
import { ConversionFailure, type Converter } from '../lib/convert/converter.ts';
import { type FairPlaces, NoPlace } from '../lib/fair-places.ts';
import { looksComplete } from '../lib/image-header/looks-complete.ts';
import { inSpan, type SpanStart, type Trace } from '../lib/tracing/trace.ts';
import type { ArchiveGate } from './archive-gate.ts';
import { type ArtifactName, artifactKey } from './artifact-key.ts';
import type { ArrivedImage } from './intake.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';
import { isPictureEnd } from './tail-bytes.ts';

export interface KeepInput {
  readonly image: ArrivedImage;
  readonly name: Omit<ArtifactName, 'mediaType'>;
  readonly outputFormat: ImageFormat | undefined;
  /** 0–100. */
  readonly outputCompression: number | undefined;
  /** The upstream compressed it so already. */
  readonly isCompressed?: boolean;
  readonly expiresAtMs: number;
  /** Until when it waits for an archive that is away. */
  readonly untilMs: number;
  /** Whose picture it is: keys take turns at the converter and on the way to S3. */
  readonly keyId: string;
  /** Rejects when the name may be another owner's by now. */
  readonly confirm: () => Promise<void>;
  readonly trace?: Trace | undefined;
}

/** Puts an arrived image under its key, in the wanted format. The archive is the commit point of an image. */
export type KeepImage = (input: KeepInput) => Promise<Artifact>;

export function createKeepImage(
  store: ArtifactStore,
  gate: Pick<ArchiveGate, 'outlast'>,
  converter: Converter,
  turns: FairPlaces,
): KeepImage {
  return (input) =>
    inSpan(
      input.trace,
      () => archiveSpan(input),
      (trace) => keep(input, trace),
    );

  async function keep(input: KeepInput, trace: Trace | undefined): Promise<Artifact> {
    const arrived = await inspect(input.image);
    const target = input.outputFormat && mediaTypeOf(input.outputFormat);
    const recompress =
      input.outputCompression !== undefined &&
      !input.isCompressed &&
      (target ?? arrived.mediaType) !== 'image/png';
    const converted =
      (target && target !== arrived.mediaType) || recompress
        ? await inTurn(turns, input.keyId, () =>
            convert(converter, arrived, target ?? arrived.mediaType, input.outputCompression),
          )
        : arrived;
    const key = artifactKey({ mediaType: converted.mediaType, ...input.name });
    const { mediaType, sizeBytes } = converted;
    const take = async () => {
      await input.confirm();
      await store.keep(converted.path, key, { mediaType, sizeBytes, turnOf: input.keyId });
    };
    try {
      await gate.outlast(take, input.untilMs);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // A server that answered too late may have it all the same.
      await input
        .confirm()
        .then(() => store.delete(key))
        .catch(() => undefined);
      throw new Failure('archive_unavailable', { internal: String(error), cause: error });
    }
    trace?.note({
      'plantain.image.media_type': converted.mediaType,
      'plantain.image.bytes': converted.sizeBytes,
      'plantain.image.converted': converted !== arrived,
    });
    return {
      key,
      number: input.name.number,
      mediaType: converted.mediaType,
      sizeBytes: converted.sizeBytes,
      width: converted.width,
      height: converted.height,
      expiresAtMs: input.expiresAtMs,
      ...(converted.mediaType === arrived.mediaType ? {} : { convertedFrom: arrived.mediaType }),
    };
  }
}

/** Without the key: who knows it has the picture. */
const archiveSpan = ({ name }: KeepInput): SpanStart => ({
  name: 'archive',
  kind: 'internal',
  facts: { 'plantain.generation.id': name.generationId, 'plantain.image.number': name.number },
});

interface InspectedImage {
  readonly path: string;
  readonly mediaType: MediaType;
  readonly sizeBytes: number;
  readonly width: number;
  readonly height: number;
}

/** The type comes from the bytes: upstreams have declared PNG and delivered JPEG (gemini-upstream §0 row 10). */
async function inspect(image: ArrivedImage): Promise<InspectedImage> {
  if (!image.verdict.ok) {
    throw new Failure('upstream_truncated', { internal: `the image is ${image.verdict.detail}` });
  }
  const { format, width, height } = image.verdict.header;
  if (!isPictureEnd(format, image.tail) && !(await looksComplete(image.path))) {
    throw new Failure('upstream_truncated', {
      internal: `the ${format} of ${image.sizeBytes} bytes has no end`,
    });
  }
  return { path: image.path, mediaType: mediaTypeOf(format), sizeBytes: image.sizeBytes, width, height };
}

async function inTurn<Result>(turns: FairPlaces, key: string, work: () => Promise<Result>): Promise<Result> {
  const leave = await turns.enter({ key }).catch((error: unknown) => {
    throw error instanceof NoPlace ? busy(error) : error;
  });
  return work().finally(leave);
}

async function convert(
  converter: Converter,
  image: InspectedImage,
  target: MediaType,
  quality: number | undefined,
): Promise<InspectedImage> {
  const path = `${image.path}.converted.spool`;
  try {
    const result = await converter.convert({
      source: image.path,
      target: path,
      format: target.slice(6) as ImageFormat,
      ...(quality === undefined ? {} : { quality }),
    });
    return { path, mediaType: target, ...result };
  } catch (error) {
    throw conversionFailure(error);
  }
}

/** Only a picture that cannot be read is the upstream's fault, and worth another try elsewhere. */
function conversionFailure(error: unknown): Failure {
  const code = error instanceof ConversionFailure ? error.code : undefined;
  const internal = `conversion: ${(error as Error).message}`;
  if (code === 'busy') return busy(error as Error);
  return new Failure(code === 'unreadable' ? 'upstream_truncated' : 'internal', { internal, cause: error });
}

const busy = (error: Error): Failure =>
  new Failure('overloaded', {
    internal: `conversion: ${error.message}`,
    retryAfterMs: 5_000,
    cause: error,
  });
