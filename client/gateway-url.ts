/**
 * The address of a gateway without a slash at its end, and without the `/v1` that clients of OpenAI's API are given.
 * Throws a TypeError for what is no web address.
 */
export function gatewayUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '');
  }
  throw new TypeError(`url takes the address of a gateway, like http://127.0.0.1:4000; not ${String(text)}.`);
}
