import ipaddr from 'ipaddr.js';

/**
 * The network that an address belongs to, e.g. `203.0.113.0/24` or `2001:db8:7::/48`: as much as limits and evidence need
 * and less than points at a person. `undefined` for what is no address. An IPv4 address written as IPv6 (RFC 4291 section
 * 2.5.5.2) counts as IPv4.
 */
export function networkOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const read = ipaddr.process(address);
  if (read.kind() === 'ipv4') {
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${read.toString()}/24`).toString()}/24`;
  }
  const plain = read.toString().replace(/%.*/, '');
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${plain}/48`).toString()}/48`;
}
