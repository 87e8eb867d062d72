import { z } from 'zod';

/** For relays that answer with links to pictures on an own host that the egress guard would refuse. */
export const trustOwnLinks = z.boolean().default(false).meta({
  title: 'Trusts its own links',
  description:
    'Fetches pictures that a Markdown text of an answer names on the host of the base URL without the egress guard. Only for relays that write such links themselves: a model may be told to write others.',
});
