import { mkdir, open, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createFairPlaces } from '../../lib/fair-places.ts';
import type {
  ArtifactEntry,
  ArtifactFacts,
  ArtifactReader,
  ArtifactStore,
  OpenArtifact,
  StoredRange,
} from './artifact-store.ts';
import { checkedFolder, checkedKey } from './checked-key.ts';
import { ArchiveUnavailable, RangeNotSatisfiable } from './errors.ts';
import { FileStream } from './file-stream.ts';
import { checkedRange, fitRange } from './range.ts';
import { createS3Client, type S3Place } from './s3-client.ts';
import { createReadingPlaces, type EnterToRead } from './s3-reading.ts';
import { checkSpool } from './spool-file.ts';

export interface S3Options extends S3Place {
  bucket: string;
  /** Put before every key; empty for none. */
  prefix: string;
  spoolFolder: string;
  random?: () => number;
  downloadWaitMs?: number;
}

/**
 * More do not go faster, and a server that is short of something answers all of them later or not at all. They wait
 * here, not for a socket: the client counts that wait as part of connecting.
 */
const uploadsAtOnce = 16;
const uploadAttemptsMax = 3;
/** The picture is paid for, and a server that asks for fewer requests means it for seconds: 6 to 17 in all. */
const uploadAttemptsWhenAsked = 7;
const firstRetryMs = 200;
const longestRetryMs = 5_000;

export async function openS3Store(options: S3Options): Promise<ArtifactStore> {
  await mkdir(options.spoolFolder, { recursive: true, mode: 0o700 });
  return new S3Store(createS3Client(options), options);
}

class S3Store implements ArtifactStore {
  readonly spoolFolder: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #random: () => number;
  readonly #uploads = createFairPlaces({ total: uploadsAtOnce, perKey: uploadsAtOnce });
  readonly #toRead: EnterToRead;

  constructor(client: S3Client, options: S3Options) {
    const prefix = checkedFolder(options.prefix);
    this.#client = client;
    this.#bucket = options.bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.#random = options.random ?? Math.random;
    this.#toRead = createReadingPlaces(options.downloadWaitMs);
    this.spoolFolder = options.spoolFolder;
  }

  async keep(spoolPath: string, key: string, facts: ArtifactFacts): Promise<void> {
    const place = this.#place(key);
    checkSpool(spoolPath, facts.sizeBytes);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#upload(spoolPath, place, facts);
        break;
      } catch (error) {
        const attemptsMax = asksToSlowDown(error) ? uploadAttemptsWhenAsked : uploadAttemptsMax;
        const isLast = attempt >= attemptsMax || facts.probe?.aborted;
        if (isLast || !mayPass(error)) throw new ArchiveUnavailable(`keep ${key}`, error);
        const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1));
        await sleep(waitMs * (0.5 + this.#random()));
      }
    }
    await unlink(spoolPath);
  }

  async open(key: string, range?: StoredRange, reader?: ArtifactReader): Promise<OpenArtifact | undefined> {
    this.#place(key);
    if (range) checkedRange(range);
    const leave = await this.#toRead(key, reader);
    let opened: OpenArtifact | undefined;
    try {
      opened = await this.#get(key, range);
    } finally {
      if (opened) opened.stream.once('close', leave);
      else leave();
    }
    return opened;
  }

  async #get(key: string, range: StoredRange | undefined): Promise<OpenArtifact | undefined> {
    const place = this.#place(key);
    try {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const answer = await this.#client.send(new GetObjectCommand({ ...place, ...(Range ? { Range } : {}) }));
      const sizeBytes = answer.ContentLength ?? 0;
      // "bytes 0-99/1234"; absent when the server answered with the whole artifact.
      const totalBytes = Number(answer.ContentRange?.split('/')[1] ?? sizeBytes);
      return { stream: answer.Body as Readable, sizeBytes, totalBytes };
    } catch (error) {
      if (statusOf(error) === 416 && range) {
        const found = await this.head(key);
        if (!found) return undefined;
        fitRange(range, found.sizeBytes);
        throw new RangeNotSatisfiable(found.sizeBytes);
      }
      return missingOrFail(error, `open ${key}`);
    }
  }

  async head(key: string): Promise<ArtifactEntry | undefined> {
    const place = this.#place(key);
    try {
      const { ContentLength, LastModified } = await this.#client.send(new HeadObjectCommand(place));
      return { key, sizeBytes: ContentLength ?? 0, modifiedMs: LastModified?.getTime() ?? 0 };
    } catch (error) {
      return missingOrFail(error, `look up ${key}`);
    }
  }

  async delete(key: string): Promise<void> {
    const place = this.#place(key);
    try {
      await this.#client.send(new DeleteObjectCommand(place));
    } catch (error) {
      missingOrFail(error, `delete ${key}`);
    }
  }

  async *list(folder: string): AsyncIterable<ArtifactEntry> {
    const top = checkedFolder(folder);
    const Prefix = this.#prefix + (top === '' ? '' : `${top}/`);
    try {
      const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix });
      for await (const { Contents = [] } of pages) {
        for (const { Key = '', Size = 0, LastModified } of Contents) {
          yield {
            key: Key.slice(this.#prefix.length),
            sizeBytes: Size,
            modifiedMs: LastModified?.getTime() ?? 0,
          };
        }
      }
    } catch (error) {
      throw new ArchiveUnavailable(`list ${folder}`, error);
    }
  }

  async ready(giveUp?: AbortSignal): Promise<void> {
    try {
      const command = new HeadBucketCommand({ Bucket: this.#bucket });
      await this.#client.send(command, giveUp ? { abortSignal: giveUp } : {});
    } catch (error) {
      throw new ArchiveUnavailable(`use the bucket ${this.#bucket}`, error);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #place(key: string) {
    return { Bucket: this.#bucket, Key: this.#prefix + checkedKey(key) };
  }

  async #upload(
    spoolPath: string,
    place: { Bucket: string; Key: string },
    facts: ArtifactFacts,
  ): Promise<void> {
    const leave = facts.probe ? undefined : await this.#uploads.enter({ key: facts.turnOf ?? '' });
    try {
      await this.#put(spoolPath, place, facts);
    } finally {
      leave?.();
    }
  }

  async #put(spoolPath: string, place: { Bucket: string; Key: string }, facts: ArtifactFacts): Promise<void> {
    const end = facts.sizeBytes - 1;
    const body = new FileStream(await open(spoolPath), { start: 0, end });
    // The SDK hears of the request only: unheard, an error of a stream ends the process, and the server waits for the rest.
    const stop = new AbortController();
    const abortSignal = facts.probe ? AbortSignal.any([stop.signal, facts.probe]) : stop.signal;
    let unreadable: Error | undefined;
    body.once('error', (error) => {
      unreadable = error;
      stop.abort(error);
    });
    try {
      const command = { ...place, Body: body, ContentLength: facts.sizeBytes, ContentType: facts.mediaType };
      await this.#client.send(new PutObjectCommand(command), { abortSignal });
    } catch (error) {
      throw unreadable ?? error;
    } finally {
      body.destroy();
    }
  }
}

function statusOf(error: unknown): number | undefined {
  const answer = error as { $metadata?: { httpStatusCode?: number } };
  return answer.$metadata?.httpStatusCode;
}

/** Refusals (403, a missing bucket) stay refusals; failures of the server or the network may pass. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 429 || status === 408;
}

function asksToSlowDown(error: unknown): boolean {
  const status = statusOf(error);
  return status === 503 || status === 429;
}

function missingOrFail(error: unknown, operation: string): undefined {
  const name = error instanceof Error ? error.name : '';
  if (statusOf(error) === 404 && name !== 'NoSuchBucket') return undefined;
  throw new ArchiveUnavailable(operation, error);
}
