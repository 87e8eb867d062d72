import { type Address, isIpv4 } from './address.ts';
import { inRange, inRanges, parseRange } from './address-range.ts';

/**
 * Whether an address belongs to a host on the public internet, judged on its bytes: an address is
 * written in many ways, but there is one set of bytes that the kernel connects to.
 */
export function isPublicAddress(address: Address): boolean {
  if (isIpv4(address)) return !inRanges(address, specialIpv4);
  return inRange(address, globalUnicast) && !inRanges(address, specialIpv6) && !isIsatap(address);
}

/** IANA IPv4 Special-Purpose Address Registry and multicast, also where the registry says "globally reachable". */
const specialIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Metadata and control host of Azure: public space, yet answered by the hypervisor.
  '168.63.129.16/32',
].map(parseRange);

/** The only IPv6 block that IANA hands out for hosts; NAT64, local, multicast and all others lie outside. */
const globalUnicast = parseRange('2000::/3');

/** IANA IPv6 Special-Purpose Address Registry inside 2000::/3: Teredo and its siblings, documentation, 6to4, AS112. */
const specialIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(
  parseRange,
);

/** RFC 5214: `0:5efe` or `200:5efe` in front of the last 32 bits tunnels to the IPv4 address in them. */
function isIsatap(address: Address): boolean {
  return (
    (address[8] === 0 || address[8] === 2) && address[9] === 0 && address[10] === 0x5e && address[11] === 0xfe
  );
}
