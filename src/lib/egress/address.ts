/** An IP address as 16 bytes; IPv4 stands in its mapped form `::ffff:a.b.c.d`, so that both spell the same address. */
export type Address = Uint8Array;

/**
 * Reads the canonical text of an IPv4 or IPv6 address, without brackets or zone id.
 * Short, octal and hexadecimal IPv4 forms are not addresses here: undefined.
 */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : mapped(parseIpv4(text));
}

/** Text of an address: dotted decimal for IPv4, eight full hexadecimal groups for IPv6. */
export function formatAddress(address: Address): string {
  if (isIpv4(address)) return address.subarray(12).join('.');
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(((address[at]! << 8) | address[at + 1]!).toString(16));
  return groups.join(':');
}

/** Whether the 16 bytes are `::ffff:0:0/96`, that is an IPv4 address. */
export function isIpv4(address: Address): boolean {
  for (let at = 0; at < 10; at++) if (address[at] !== 0) return false;
  return address[10] === 0xff && address[11] === 0xff;
}

export function sameAddress(left: Address, right: Address): boolean {
  return left.every((byte, at) => byte === right[at]);
}

function mapped(ipv4: number[] | undefined): Address | undefined {
  return ipv4 && Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ipv4);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  // "::" stands for at least one group of zeros.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

/** Bytes of colon-separated groups; the last one may be dotted IPv4 where `last` says that the text ends here. */
function readGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
      continue;
    }
    const ipv4 = last && index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (!ipv4) return undefined;
    bytes.push(...ipv4);
  }
  return bytes;
}
