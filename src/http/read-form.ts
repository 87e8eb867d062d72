import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { Failure, toFailure } from '../generation/failure.ts';
import type { FormEntry, FormLimits } from '../generation/route-input.ts';
import { chunksOf } from './body-chunks.ts';
import { type BodyShare, checkDeclaredLength, tooLarge } from './body-limits.ts';
import type { SpoolRoom } from './read-body.ts';

/** Longer names and more header lines than any client sends. */
const longestName = 100;
const headerLimits = { headerPairs: 20, headerSize: 8 * 1024 };

/**
 * The parts of a `multipart/form-data` body in the order sent. Files go to temporary files as they arrive.
 * Throws `unsupported_media_type`, `payload_too_large` or `invalid_request` that names the part at fault.
 */
export async function readForm(
  message: IncomingMessage,
  limits: FormLimits,
  spools: SpoolRoom,
  share: BodyShare,
): Promise<readonly FormEntry[]> {
  checkDeclaredLength(message, limits.bodyBytes);
  const parser = openParser(message, limits);
  const parts = new FormParts(parser, limits, spools, share);
  let sizeBytes = 0;
  for await (const chunk of chunksOf(message, limits.bodyBytes, share)) {
    sizeBytes += chunk.length;
    if (sizeBytes > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
    await parts.push(chunk);
  }
  return parts.finish();
}

function openParser(message: IncomingMessage, limits: FormLimits): BusboyInstance {
  const type = message.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new Failure('unsupported_media_type', { message: 'Send this request as multipart/form-data.' });
  }
  try {
    return new Busboy({
      headers: { ...message.headers, 'content-type': type },
      // One more than allowed, so that a file of exactly the limit is not taken for one that passed it.
      limits: {
        ...headerLimits,
        parts: limits.files + limits.texts + 1,
        files: limits.files,
        fields: limits.texts,
        fileSize: limits.fileBytes + 1,
        fieldSize: limits.textBytes + 1,
      },
      isPartAFile: (_name, mediaType, fileName) =>
        fileName !== undefined || !/^(?:text\/|application\/json\b)/.test(mediaType ?? 'text/plain'),
    });
  } catch (error) {
    throw malformed(error);
  }
}

/** Collects what the parser finds; the first thing wrong with it is thrown by the next call. */
class FormParts {
  /** A file has its place from its head on: texts behind it are there before its bytes. */
  private readonly entries: (FormEntry | undefined)[] = [];
  private readonly parser: BusboyInstance;
  private readonly limits: FormLimits;
  private readonly spools: SpoolRoom;
  private readonly share: BodyShare;
  private refusal: Failure | undefined;
  private wake: () => void = () => undefined;
  private finished = false;

  constructor(parser: BusboyInstance, limits: FormLimits, spools: SpoolRoom, share: BodyShare) {
    this.parser = parser;
    this.limits = limits;
    this.spools = spools;
    this.share = share;
    parser.on('field', (name, text, _nameCut, isCut) => this.guard(() => this.takeText(name, text, isCut)));
    parser.on('file', (name, stream, fileName, _encoding, mediaType) =>
      this.guard(() => this.takeFile(name, stream, fileName ?? '', mediaType)),
    );
    parser.on('filesLimit', () => this.refuse(tooMany(`${limits.files} files`)));
    parser.on('fieldsLimit', () => this.refuse(tooMany(`${limits.texts} fields`)));
    parser.on('partsLimit', () => this.refuse(tooMany(`${limits.files + limits.texts} parts`)));
    parser.on('error', (error) => this.refuse(malformed(error)));
    parser.on('finish', () => {
      this.finished = true;
      this.wake();
    });
  }

  async push(chunk: Buffer): Promise<void> {
    const drained = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    if (!this.parser.write(chunk)) {
      this.parser.once('drain', this.wake);
      if (!this.refusal) await drained;
    }
    if (this.refusal) throw this.refusal;
  }

  async finish(): Promise<readonly FormEntry[]> {
    const ended = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.parser.end();
    if (!this.refusal && !this.finished) await ended;
    if (this.refusal) throw this.refusal;
    return this.entries.filter((entry) => entry !== undefined);
  }

  private takeText(name: string | undefined, text: string, isCut: boolean): void {
    const known = checkName(name);
    if (isCut || Buffer.byteLength(text) > this.limits.textBytes) {
      throw new Failure('payload_too_large', {
        message: `${known} is larger than ${this.limits.textBytes} bytes.`,
        param: known,
      });
    }
    if (text.includes('\0')) {
      throw new Failure('invalid_request', { message: `${known} holds the character NUL.`, param: known });
    }
    this.share.memory(Buffer.byteLength(text));
    this.entries.push({ name: known, text });
  }

  private takeFile(
    name: string | undefined,
    stream: BusboyFileStream,
    fileName: string,
    mediaType: string,
  ): void {
    // Without a listener the end of a cut body would end the process.
    stream.on('error', (error) => this.refuse(malformed(error)));
    const known = checkName(name);
    const spool = this.spools.open();
    const place = this.entries.push(undefined) - 1;
    stream.on('data', (chunk: Buffer) =>
      this.guard(() => {
        if (spool.sizeBytes + chunk.length > this.limits.fileBytes) {
          throw new Failure('payload_too_large', {
            message: `${known} is larger than ${this.limits.fileBytes} bytes. Send a smaller file.`,
            param: known,
          });
        }
        this.share.disk(chunk.length);
        spool.write(chunk, 0, chunk.length);
      }),
    );
    stream.on('end', () =>
      this.guard(() => {
        spool.close();
        const { path, sizeBytes } = spool;
        // What a browser sends for a file input nobody filled.
        if (sizeBytes === 0 && fileName === '') return;
        this.entries[place] = { name: known, file: { path, sizeBytes, fileName, mediaType } };
      }),
    );
  }

  /** Listeners of the parser may not throw: nobody would catch it. */
  private guard(act: () => void): void {
    if (this.refusal) return;
    try {
      act();
    } catch (error) {
      this.refuse(toFailure(error));
    }
  }

  private refuse(failure: Failure): void {
    this.refusal ??= failure;
    this.wake();
  }
}

function checkName(name: string | undefined): string {
  if (name !== undefined && name !== '' && name.length <= longestName) return name;
  throw new Failure('invalid_request', {
    message: `Every part of the form needs a name of at most ${longestName} characters.`,
  });
}

const tooMany = (what: string) =>
  new Failure('invalid_request', { message: `The form holds more than ${what}.` });

const malformed = (error: unknown) =>
  new Failure('invalid_request', {
    message: 'The request body is not valid multipart/form-data.',
    internal: (error as Error).message,
    cause: error,
  });
