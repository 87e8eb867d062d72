import { lookup, Resolver } from 'node:dns/promises';
import { EgressRefused } from './refusal.ts';

/** All addresses of a name as text. Rejects when there is none or no answer in time. */
export type ResolveName = (name: string) => Promise<string[]>;

/**
 * Asks the DNS for A and AAAA records. The sockets of c-ares are used and not the system's
 * resolver, because `lookup` occupies one of four threads that file writes need too: a name
 * server that answers slowly would stall the archive.
 *
 * With `hostsFile`, names the DNS does not know are looked up in the system's resolver, one at a
 * time; local set-ups keep their names there. `servers` (`address:port`) replace those of the system.
 */
export function createNameResolver(
  options: { timeoutMs?: number; hostsFile?: boolean; servers?: readonly string[] } = {},
): ResolveName {
  const timeoutMs = options.timeoutMs ?? 2_000;
  let systemTurn: Promise<unknown> = Promise.resolve();

  const askSystem = (name: string): Promise<string[]> => {
    const answer = systemTurn.then(async () =>
      (await lookup(name, { all: true, verbatim: true })).map((entry) => entry.address),
    );
    systemTurn = answer.catch(() => undefined);
    return answer;
  };

  return async (name) => {
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    if (options.servers) resolver.setServers(options.servers);
    const answer = async (): Promise<string[]> => {
      const found = await askDns(resolver, name);
      return found.length === 0 && options.hostsFile ? askSystem(name) : found;
    };
    const addresses = await inTime(answer(), timeoutMs, () => resolver.cancel());
    if (addresses.length === 0) throw new EgressRefused('unresolved', `"${name}" has no address`);
    return addresses;
  };
}

/**
 * IPv4 first: hosts without IPv6 transit are more common than hosts without IPv4. A family that
 * failed counts as empty when the other one answered.
 */
async function askDns(resolver: Resolver, name: string): Promise<string[]> {
  const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return [ipv4, ipv6].flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function inTime<T>(work: Promise<T>, timeoutMs: number, cancel: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      cancel();
      reject(new EgressRefused('unresolved', `no answer from the DNS in ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
