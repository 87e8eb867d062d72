import { networkInterfaces } from 'node:os';
import { type Address, formatAddress, parseAddress, sameAddress } from './address.ts';
import { type AddressRange, inRanges } from './address-range.ts';
import { type CheckedUrl, checkText, checkUrl, type Schemes } from './check-url.ts';
import { isPublicAddress } from './public-address.ts';
import { EgressRefused } from './refusal.ts';
import { createNameResolver, type ResolveName } from './resolve-name.ts';

/** A target that may be connected to, at one of `addresses` and nowhere else. */
export interface VettedTarget {
  /** Without fragment. */
  readonly url: URL;
  /** Name for TLS and the Host header; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  /** Never empty; to be tried in this order. */
  readonly addresses: readonly string[];
}

export interface Guard {
  /** Checks the text, resolves the name, judges every address. Rejects with EgressRefused. */
  vet(url: string, schemes?: Schemes): Promise<VettedTarget>;
  /** The same for the Location header of an answer from `from`; https never turns into http. */
  vetRedirect(from: VettedTarget, location: string, schemes?: Schemes): Promise<VettedTarget>;
  /** To be called with `socket.remoteAddress` before a byte is sent. Throws EgressRefused. */
  checkPeer(target: VettedTarget, remoteAddress: string | undefined): void;
}

export interface GuardOptions {
  /** Ranges the operator excepted: also allowed with http, with any port and under local names. */
  readonly allow?: readonly AddressRange[];
  readonly resolve?: ResolveName;
  /** Addresses of this machine; public ones are refused too, lest the gateway calls itself. */
  readonly ownAddresses?: () => readonly Address[];
}

/** A name with more addresses than this is an attack or a mistake. */
const maxAddresses = 64;

export function createGuard(options: GuardOptions = {}): Guard {
  const allow = options.allow ?? [];
  const resolve = options.resolve ?? createNameResolver({ hostsFile: allow.length > 0 });
  const ownAddresses = options.ownAddresses ?? interfaceAddresses;

  const vetChecked = async (checked: CheckedUrl): Promise<VettedTarget> => {
    const { onlyExcepted } = checked;
    if (onlyExcepted && allow.length === 0) throw new EgressRefused(onlyExcepted.reason, onlyExcepted.detail);
    const addresses = checked.literal
      ? [checked.literal]
      : readAddresses(await resolveOrRefuse(resolve, checked.hostname));
    const own = ownAddresses();
    for (const address of addresses) {
      if (inRanges(address, allow)) continue;
      if (!isPublicAddress(address)) throw new EgressRefused('address', formatAddress(address));
      if (own.some((mine) => sameAddress(mine, address))) {
        throw new EgressRefused('own_address', formatAddress(address));
      }
      if (onlyExcepted) throw new EgressRefused(onlyExcepted.reason, onlyExcepted.detail);
    }
    const { url, hostname, port, secure } = checked;
    return { url, hostname, port, secure, addresses: addresses.map(formatAddress) };
  };

  return {
    vet: async (url, schemes = 'http-or-https') => vetChecked(checkUrl(url, schemes)),

    vetRedirect: async (from, location, schemes = 'http-or-https') => {
      const checked = checkUrl(absoluteLocation(from.url, location), schemes);
      if (from.secure && !checked.secure) throw new EgressRefused('redirect_downgrade', checked.url.host);
      return vetChecked(checked);
    },

    checkPeer: (target, remoteAddress) => {
      const peer = remoteAddress === undefined ? undefined : parseAddress(remoteAddress);
      const vetted = peer && target.addresses.some((text) => sameAddress(parseAddress(text)!, peer));
      if (!vetted) throw new EgressRefused('peer', `connected to ${remoteAddress ?? 'nothing'}`);
    },
  };
}

async function resolveOrRefuse(resolve: ResolveName, name: string): Promise<string[]> {
  try {
    return await resolve(name);
  } catch (error) {
    if (error instanceof EgressRefused) throw error;
    throw new EgressRefused('unresolved', `${name}: ${error instanceof Error ? error.message : error}`);
  }
}

function readAddresses(texts: readonly string[]): Address[] {
  if (texts.length === 0) throw new EgressRefused('unresolved', 'no address');
  if (texts.length > maxAddresses) throw new EgressRefused('too_many_addresses', String(texts.length));
  return texts.map((text) => {
    const address = parseAddress(text);
    if (!address) throw new EgressRefused('unresolved', `"${text}" is not an address`);
    return address;
  });
}

/**
 * Text of a redirect target with the authority still as the server wrote it, so that the check of
 * the raw authority sees it. Only a path may be resolved by the parser.
 */
function absoluteLocation(base: URL, location: string): string {
  checkText(location, 'malformed');
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  if (location.startsWith('//')) return base.protocol + location;
  return new URL(location, base).href;
}

function interfaceAddresses(): Address[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .map((entry) => parseAddress(entry.address.replace(/%.*$/, '')))
    .filter((address) => address !== undefined);
}
