import { once } from 'node:events';
import net from 'node:net';
import { causeOf } from '../../client/cause-of.ts';
import type { Config } from '../../src/config.ts';
import { within } from '../../src/lib/within.ts';
import { ownAddress } from '../gateway-address.ts';
import { listenAdvice } from '../listen-advice.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const limitMs = 5_000;

/** Is the port free, or taken by a gateway that runs already? */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const check = 'port';
  if (port === 0) return ok(check, 'any free port');
  const error = await listenError(host, port);
  if (error === undefined) return ok(check, `${host}:${port} is free`);
  const { code } = error;
  if (code === 'EADDRINUSE' && (await isGateway(ownAddress({ host, port })))) {
    return ok(check, `a gateway already listens on ${host}:${port}`);
  }
  return problem(check, `${host}:${port} cannot be used: ${causeOf(error)}`, listenAdvice(code ?? ''));
}

async function isGateway(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(limitMs) }).catch(
    () => undefined,
  );
  const body: unknown = await answer?.json().catch(() => undefined);
  return (body as { status?: string } | undefined)?.status === 'ok';
}

/** Is the sandbox's port free, where one is set? A gateway that runs here holds it, and that is as it should be. */
export async function checkSandboxPort({ host, port, emulatorPort }: Config): Promise<Finding[]> {
  if (emulatorPort === 0) return [];
  const check = 'sandbox';
  const error = await listenError('127.0.0.1', emulatorPort);
  if (error === undefined) return [ok(check, `127.0.0.1:${emulatorPort} is free`)];
  if (error.code === 'EADDRINUSE' && port !== 0 && (await isGateway(ownAddress({ host, port })))) {
    return [ok(check, `127.0.0.1:${emulatorPort} is in use, and a gateway runs here`)];
  }
  const advice = 'Stop what listens there, or set EMULATOR_PORT to another port; 0 takes a free one.';
  return [problem(check, `127.0.0.1:${emulatorPort} cannot be used: ${causeOf(error)}`, advice)];
}

/** What is wrong with listening there; undefined when nothing is. */
async function listenError(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = net.createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    server.close();
  }
}

/** Does the public address lead to a gateway? */
export async function checkPublicUrl({ publicUrl, host }: Config): Promise<Finding> {
  const check = 'public URL';
  const isLocal = /^(127\.|localhost$|::1$)/.test(host);
  if (publicUrl === undefined) {
    if (isLocal) return ok(check, 'not set: images have URLs on the address it listens on');
    return warning(
      check,
      'not set',
      'Set PLANTAIN_PUBLIC_URL to the address clients use: image URLs begin with it.',
    );
  }
  const url = new URL(publicUrl);
  try {
    const answer = await fetch(`${url.origin}/healthz`, { signal: AbortSignal.timeout(limitMs) });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    if (new URL(answer.url).origin !== url.origin) {
      return problem(
        check,
        `${publicUrl} redirects to ${new URL(answer.url).origin}`,
        `Set PLANTAIN_PUBLIC_URL to ${new URL(answer.url).origin}: some clients follow no redirect of a POST.`,
      );
    }
    return ok(check, `${publicUrl} leads to a gateway`);
  } catch (error) {
    return problem(
      check,
      `${publicUrl} leads to no gateway: ${causeOf(error)}`,
      'Start the gateway, and check name, port, scheme (http or https) and the proxy before it.',
    );
  }
}

/** Does Redis take connections and answer? */
export async function checkRedis({ redisUrl }: Config): Promise<Finding> {
  const check = 'Redis';
  if (redisUrl === undefined) return ok(check, 'not used: each process counts rate limits for itself');
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // A refused connection is told twice: by the promise and by this event.
  let refused: Error | undefined;
  redis.on('error', (error: Error) => {
    refused = error;
  });
  try {
    await within(limitMs, redis.connect());
    await within(limitMs, redis.ping());
    return ok(check, 'it answers');
  } catch (error) {
    return problem(
      check,
      `it does not answer: ${causeOf(refused ?? error)}`,
      'Check REDIS_URL and that the server runs. Until then each node counts its own share of the limits.',
    );
  } finally {
    redis.disconnect();
  }
}
