/** Nothing with these may ever run as a page, whatever its bytes say. Pages set a policy of their own. */
export const inertHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
} as const;
