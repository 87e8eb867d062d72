import { z } from 'zod';

/**
 * The schema of an http or https address that Plantain sends to or hands out. What is said of another one names
 * `example`. `bare`: of an address others are made from, so that nothing may follow its path.
 */
export function webAddress(example: string, kind: 'any' | 'bare' = 'any') {
  const error =
    kind === 'bare'
      ? `must be an http or https address such as ${example}, without a user name, a query or a fragment`
      : `must be an http or https address such as ${example}, without a user name and password`;
  return z.url({ protocol: /^https?$/, error }).refine((text) => {
    // What is no URL at all has been said already.
    if (!URL.canParse(text)) return true;
    const { hostname, username, password } = new URL(text);
    if (hostname === '' || username !== '' || password !== '') return false;
    return kind === 'any' || !/[?#]/.test(text);
  }, error);
}
