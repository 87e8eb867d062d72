import { z } from 'zod';

/**
 * The schema of an http or https address that Plantain sends to or hands out. What is said of another one names
 * `example`. `bare`: of an address others are made from, so that nothing may follow its path; `origin`: nor is there one.
 */
export function webAddress(example: string, kind: keyof typeof without = 'any') {
  const error = `must be an http or https address such as ${example}, without ${without[kind]}`;
  return z.url({ protocol: /^https?$/, error }).refine((text) => {
    // What is no URL at all has been said already.
    if (!URL.canParse(text)) return true;
    const { hostname, username, password, pathname } = new URL(text);
    if (hostname === '' || username !== '' || password !== '') return false;
    if (kind === 'origin' && pathname !== '/') return false;
    return kind === 'any' || !/[?#]/.test(text);
  }, error);
}

const without = {
  any: 'a user name and password',
  bare: 'a user name, a query or a fragment',
  origin: 'a user name, a path, a query or a fragment: scheme and host alone',
} as const;
