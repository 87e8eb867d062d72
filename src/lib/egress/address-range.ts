import { type Address, parseAddress } from './address.ts';

/** A CIDR block over the 128-bit form: the first `prefixBits` bits of `base` decide. */
export interface AddressRange {
  readonly base: Address;
  readonly prefixBits: number;
}

/**
 * Reads `10.0.0.0/8`, `fd00::/8` or a single address. Bits after the prefix must be zero.
 * Throws a RangeError that names the text.
 */
export function parseRange(text: string): AddressRange {
  const [addressText = '', bitsText, ...rest] = text.trim().split('/');
  const base = parseAddress(addressText);
  const width = addressText.includes(':') ? 128 : 32;
  const bits = bitsText === undefined ? width : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : -1;
  if (!base || rest.length > 0 || bits < 0 || bits > width) {
    throw new RangeError(`"${text}" is not an address range; write it like 10.0.0.0/8 or fd00::/8`);
  }
  const range = { base, prefixBits: bits + 128 - width };
  // 10.0.0.1/8 is more often a slip of the pen than a wish for all of 10/8.
  if (!base.every((byte, at) => (byte & ~maskByte(range.prefixBits, at)) === 0)) {
    throw new RangeError(`"${text}" has bits set after its /${bits}; write the first address of the range`);
  }
  return range;
}

/** Reads ranges separated by commas or spaces; empty text is no range. */
export function parseRanges(text: string): AddressRange[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(parseRange);
}

export function inRange(address: Address, range: AddressRange): boolean {
  for (let at = 0; at * 8 < range.prefixBits; at++) {
    if (((address[at]! ^ range.base[at]!) & maskByte(range.prefixBits, at)) !== 0) return false;
  }
  return true;
}

export function inRanges(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some((range) => inRange(address, range));
}

/** Whether every address of the one list is in the other; range by range, so halves do not make a whole. */
export const rangesWithin = (ranges: readonly AddressRange[], others: readonly AddressRange[]): boolean =>
  ranges.every((range) =>
    others.some((other) => other.prefixBits <= range.prefixBits && inRange(range.base, other)),
  );

function maskByte(prefixBits: number, at: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - at * 8));
  return (0xff << (8 - bits)) & 0xff;
}
