import { causeOf } from '../../client/cause-of.ts';
import type { Config } from '../../src/config.ts';
import { createHttpClient, type HttpClient } from '../../src/lib/http-client/http-client.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { liveAddresses } from './live-channels.ts';

const limitMs = 5_000;
/** Signed callbacks are refused by receivers from five minutes on; half of it leaves room. */
const mostSkewMs = 150_000;

/** Is there a way to real images, does each upstream answer, and is the clock right by theirs? */
export async function checkUpstreams(config: Config, nowMs: number): Promise<Finding[]> {
  const check = 'upstream';
  const addresses = await liveAddresses(config);
  if (addresses.length === 0) {
    return [
      warning(
        check,
        'no live channel: only test keys work, against the sandbox',
        'Set GEMINI_API_KEY, name channels in the file of PLANTAIN_CONFIG, or add one: plantain channels add.',
      ),
    ];
  }
  const client = createHttpClient({ proxy: config.upstreamProxy, timeouts: { totalMs: limitMs } });
  return Promise.all(addresses.map((address) => checkUpstream(client, address, nowMs))).finally(() =>
    client.close(),
  );
}

async function checkUpstream(client: HttpClient, address: string, nowMs: number): Promise<Finding> {
  try {
    const skewMs = nowMs - Date.parse(await dateAt(client, address));
    if (Math.abs(skewMs) > mostSkewMs) {
      const seconds = Math.round(Math.abs(skewMs) / 1000);
      return problem(
        'clock',
        `this clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} that of ${address}`,
        'Set the clock by NTP: signatures of callbacks and tokens of Vertex are refused.',
      );
    }
    return ok('upstream', `${address} answers`);
  } catch (error) {
    return problem(
      'upstream',
      `${address} does not answer: ${causeOf(error)}`,
      'Check base_url of the channel, and that this machine may open connections to it; PLANTAIN_UPSTREAM_PROXY where it may not.',
    );
  }
}

/** The `date` of an answer, whatever else it says; empty without one. */
const dateAt = (client: HttpClient, url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const transfer = client.send(
      { url },
      {
        head: (_status, headers) => {
          resolve(headers.date ?? '');
          transfer.abort();
        },
        data: () => false,
        end: () => undefined,
        error: reject,
      },
    );
  });
