import { EgressRefused } from './refusal.ts';

/**
 * Why a host name cannot be a public one, or undefined. Names of that kind may still be meant for a
 * range the operator excepted. Throws EgressRefused for a name that no DNS could hold.
 */
export function nameRefusal(name: string): string | undefined {
  const labels = name.split('.');
  if (name.length > 253 || !labels.every((label) => labelPattern.test(label))) {
    throw new EgressRefused('name', `"${name.slice(0, 300)}" is not a host name`);
  }
  if (labels.length === 1) return `"${name}" is a single label`;
  const suffix = localSuffixes.find((local) => name.endsWith(`.${local}`));
  return suffix === undefined ? undefined : `"${name}" ends in .${suffix}`;
}

const labelPattern = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Top labels that never lead to the public internet: RFC 6761, 6762, 7686, 8375, 9476, the ICANN
 * reservation of .internal, and what Kubernetes, routers and office networks use by habit.
 */
const localSuffixes = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'svc',
  'onion',
  'alt',
  'arpa',
];
