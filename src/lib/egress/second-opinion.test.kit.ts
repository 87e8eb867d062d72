/**
 * The verdict of the egress guard once more, written without `URL`, without the guard's code and over big integers
 * instead of bytes, so that a mistake would have to be made twice. Names count as public; nothing is resolved.
 */
export type Opinion = { readonly host: string; readonly address?: bigint } | undefined;

/** What a URL leads to, or undefined where it must be refused. */
export function secondOpinion(raw: string): Opinion {
  if (raw.length > 2_048 || [...raw].some(isUnsafe)) return undefined;
  const colon = raw.indexOf('://');
  const scheme = raw.slice(0, Math.max(0, colon)).toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const rest = raw.slice(colon + 3);
  const authority = rest.slice(0, firstOf(rest, '/?#')).toLowerCase();
  const host = withoutPort(authority);
  if (host === undefined) return undefined;
  if (host.startsWith('[')) return ipv6Opinion(host);
  const labels = host.split('.');
  const last = labels.at(-1) as string;
  if (isNumber(last)) return ipv4Opinion(host, labels);
  return isPublicName(host, labels) ? { host } : undefined;
}

function isUnsafe(character: string): boolean {
  const code = character.codePointAt(0) as number;
  if (code <= 0x20 || (code >= 0x7f && code <= 0xa0) || character === '\\') return true;
  if (code >= 0xd800 && code <= 0xdfff) return true;
  return [0xad, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x2060, 0x3000, 0xfeff].includes(code)
    ? true
    : code >= 0x2000 && code <= 0x200f;
}

const firstOf = (text: string, stops: string) => {
  const found = [...text].findIndex((character) => stops.includes(character));
  return found < 0 ? text.length : [...text].slice(0, found).join('').length;
};

/** The host, if the port is 80, 443 or left out, and written without leading zeros. */
function withoutPort(authority: string): string | undefined {
  const at = authority.lastIndexOf(':');
  if (at < 0 || authority.endsWith(']')) return authority;
  const port = authority.slice(at + 1);
  return port === '80' || port === '443' ? authority.slice(0, at) : undefined;
}

const isNumber = (label: string) =>
  (label !== '' && [...label].every((digit) => digit >= '0' && digit <= '9')) || /^0x[0-9a-f]*$/.test(label);

function ipv4Opinion(host: string, labels: readonly string[]): Opinion {
  const numbers = labels.map(Number);
  const isCanonical =
    labels.length === 4 &&
    numbers.every((byte, at) => byte >= 0 && byte <= 255 && String(byte) === labels[at]);
  if (!isCanonical) return undefined;
  const value = numbers.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return isSpecial(value, 32, specialIpv4) ? undefined : { host, address: value };
}

/** The IANA IPv4 special-purpose registry, multicast, class E, and Azure's host address. */
const specialIpv4 = blocks(
  (text) => text.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n),
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
  203.0.113.0/24 224.0.0.0/3 168.63.129.16/32`,
);

function ipv6Opinion(host: string): Opinion {
  if (!host.endsWith(']')) return undefined;
  const text = host.slice(1, -1);
  const value = readGroups(text);
  if (value === undefined || writeGroups(value) !== text) return undefined;
  if (value >> 32n === 0xffffn) {
    const inner = value & 0xffffffffn;
    return isSpecial(inner, 32, specialIpv4) ? undefined : { host, address: inner };
  }
  const isatap = (value >> 32n) & 0xfdffffffn;
  if (value >> 125n !== 1n || isatap === 0x5efen || isSpecial(value, 128, specialIpv6)) return undefined;
  return { host, address: value };
}

const specialIpv6 = blocks(
  (text) => readGroups(text) as bigint,
  '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20',
);

/** Hexadecimal groups alone: the canonical text of a URL's host has no dotted tail. */
function readGroups(text: string): bigint | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const known = [...groupsOf(left), ...groupsOf(right ?? '')];
  const missing = 8 - known.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...groupsOf(left), ...Array<string>(missing).fill('0'), ...groupsOf(right ?? '')];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return BigInt(`0x${all.map((group) => group.padStart(4, '0')).join('')}`);
}

/** RFC 5952: the first of the longest runs of two and more zero groups becomes `::`. */
export function writeGroups(value: bigint): string {
  const groups = (value.toString(16).padStart(32, '0').match(/.{4}/g) as string[]).map((group) =>
    BigInt(`0x${group}`).toString(16),
  );
  for (let length = 8; length >= 2; length -= 1) {
    for (let from = 0; from + length <= 8; from += 1) {
      if (groups.slice(from, from + length).every((group) => group === '0')) {
        return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
      }
    }
  }
  return groups.join(':');
}

type Block = readonly [base: bigint, bits: number];

function blocks(read: (text: string) => bigint, list: string): Block[] {
  return list.split(/\s+/).map((entry) => {
    const [base = '', bits] = entry.split('/');
    return [read(base), Number(bits)] as const;
  });
}

const isSpecial = (value: bigint, width: number, list: readonly Block[]) =>
  list.some(([base, bits]) => value >> BigInt(width - bits) === base >> BigInt(width - bits));

const localTops = new Set(
  'localhost localdomain local internal intranet private corp home lan svc onion alt arpa'.split(' '),
);

function isPublicName(host: string, labels: readonly string[]): boolean {
  if (host.length > 253 || labels.length < 2 || localTops.has(labels.at(-1) as string)) return false;
  return labels.every((label) => {
    const isPlain = [...label].every((character) => /[a-z0-9_-]/.test(character) && character <= 'z');
    return (
      isPlain && label.length >= 1 && label.length <= 63 && !label.startsWith('-') && !label.endsWith('-')
    );
  });
}
