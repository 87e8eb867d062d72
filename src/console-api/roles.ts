import type { AdminRoute } from '../admin/admin-route.ts';

/**
 * `owner` may do everything; `operator` everything but users; `viewer` only looks; `customer` sees its own account
 * and nothing else.
 */
export const roles = ['owner', 'operator', 'viewer', 'customer'] as const;
export type Role = (typeof roles)[number];

/** A person who is signed in. */
export interface SignedIn {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  /** A customer's own account. */
  readonly accountId: string | undefined;
}

/** How the log of actions calls them. */
export const actorName = ({ name }: SignedIn): string => `user:${name}`;

export const isStaff = ({ role }: SignedIn): boolean => role !== 'customer';

/** Whether a person may use an operators' route. */
export function mayUse(person: SignedIn, { method }: Pick<AdminRoute, 'method'>): boolean {
  if (person.role === 'owner' || person.role === 'operator') return true;
  return person.role === 'viewer' && method === 'GET';
}

const viewersChange = ['/password', '/sign-out', '/v1/generations/quote'];

/** A viewer changes nothing but the own password, also not through the public contracts. */
export const mayAsk = ({ role }: SignedIn, method: string, route: string): boolean =>
  role !== 'viewer' || method === 'GET' || viewersChange.some((path) => route === `/console/api${path}`);
