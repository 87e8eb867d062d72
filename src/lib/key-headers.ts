/** Names of the headers in which clients put an API key, in the order in which they are tried. */
export const keyHeaders = ['authorization', 'x-goog-api-key', 'x-api-key', 'api-key'] as const;
