import type { KeySettings } from '../generation/caller.ts';
import { parseAddress } from '../lib/egress/address.ts';
import { type AddressRange, inRanges, parseRange } from '../lib/egress/address-range.ts';

const readLists = new WeakMap<readonly string[], readonly AddressRange[]>();

/** Whether a key may be used from the address. A list that is empty allows none, and so does an address we cannot read. */
export function isAllowedFrom(settings: KeySettings, addressText: string): boolean {
  const list = settings.ipAllow;
  if (!list) return true;
  let ranges = readLists.get(list);
  if (!ranges) {
    ranges = readIpAllow(list);
    readLists.set(list, ranges);
  }
  const address = parseAddress(addressText);
  return address !== undefined && inRanges(address, ranges);
}

/** Reads addresses and CIDR ranges; throws a RangeError that names the first which is neither. */
export const readIpAllow = (list: readonly string[]): readonly AddressRange[] => list.map(parseRange);
