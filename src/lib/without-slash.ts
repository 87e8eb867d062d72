/** A base URL, for a path that begins with a slash. */
export const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
