import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../generation/failure.ts';
import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import type { HttpHeaders } from '../../lib/http-client/http-client.ts';
import { EgressRefused } from '../../lib/outbound.ts';
import { timeLeftMs } from './time-left.ts';
import { transferFailure } from './transfer-failure.ts';

/** Several times the largest picture seen. */
const maxBytes = 128 * 1024 * 1024;
const longestMs = 60_000;
/** Waits before the second and the third try: what is there and paid for is not given up for one bad moment. */
const waitsMs = [300, 1_500];

/** Where a picture of an answer is. */
export interface ImageAddress {
  readonly url: string;
  /** It stood in a text, which a model wrote and a client may have dictated. */
  readonly isProse?: boolean;
}

/**
 * Fetches a result. On the channel's own host it counts as configured, unless it stood in a text that is not the
 * operator's to trust (`trust_own_links`); elsewhere it goes through the egress guard.
 * Nothing is in doubt when it cannot be had: the upstream did its work, so another channel may be tried. Where it
 * could not be written here, no other channel is paid for what would fail again.
 */
export async function downloadImage(
  work: ProviderWork,
  address: ImageAddress,
  [waitMs, ...laterMs]: readonly number[] = waitsMs,
): Promise<ImageWriter> {
  try {
    return await fetchOnce(work, address);
  } catch (error) {
    const failure = unreachable(error as Error);
    if (waitMs === undefined || failure.code !== 'upstream_truncated') throw failure;
    await sleep(Math.min(waitMs, timeLeftMs(work)));
    return downloadImage(work, address, laterMs);
  }
}

const redirects = new Set([301, 302, 303, 307, 308]);
/** As many as the guard follows. */
const maxHops = 3;

/** Where the channel's own host sent us on to; the guard follows those of strangers itself. */
class SentOn extends Error {
  readonly url: string;
  constructor(url: string) {
    super('it was sent on');
    this.url = url;
  }
}

async function fetchOnce(work: ProviderWork, address: ImageAddress, hops = 0): Promise<ImageWriter> {
  const { url, isProse } = address;
  const isTrusted = !isProse || work.channel.settings.trust_own_links === true;
  try {
    return await fetchFrom(work, url, isTrusted && isOwnHost(url, work.channel.baseUrl));
  } catch (error) {
    const { cause } = error as Error;
    if (!(cause instanceof SentOn) || hops === maxHops) throw error;
    // Judged as any address is: on its own host it is configured still, elsewhere it goes through the guard.
    return fetchOnce(work, { ...address, url: cause.url }, hops + 1);
  }
}

/** No credential goes along, wherever it is. */
function fetchFrom(work: ProviderWork, url: string, isOwn: boolean): Promise<ImageWriter> {
  return new Promise((resolve, reject) => {
    let writer: ImageWriter | undefined;
    const handler = {
      head(status: number, headers: HttpHeaders) {
        if (isOwn && redirects.has(status)) throw new SentOn(targetOf(url, headers.location));
        if (status !== 200) throw new Error(`it answered ${status}`);
        writer = work.images.open();
      },
      data: (buffer: Buffer, start: number, end: number) => writer?.write(buffer, start, end),
      end() {
        writer?.close();
        resolve(writer as ImageWriter);
      },
      error(error: Error) {
        writer?.discard();
        reject(error);
      },
    };
    const totalMs = Math.min(longestMs, timeLeftMs(work));
    if (isOwn) work.send({ url, timeouts: { totalMs } }, handler);
    else work.sendUntrusted({ url, maxBytes, totalMs }, handler);
  });
}

/** Throws where there is no way on; from a secure host there is none to an open one. */
function targetOf(from: string, location = ''): string {
  if (location === '' || !URL.canParse(location, from)) throw new Error('it sent us on to nowhere');
  const to = new URL(location, from);
  if (from.startsWith('https:') && to.protocol !== 'https:') throw new Error('it sent us on without TLS');
  return to.href;
}

const isOwnHost = (url: string, baseUrl: string): boolean =>
  URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin;

function unreachable(error: Error): Failure {
  if (error instanceof EgressRefused) {
    const internal = `the result URL was refused: ${error.message}`;
    return new Failure('upstream_rejected', { internal, cause: error });
  }
  const failure = transferFailure(error);
  if (failure.code === 'archive_unavailable') return failure;
  return new Failure('upstream_truncated', {
    internal: `the result could not be had: ${failure.internal ?? failure.message}`,
    cause: error,
  });
}
