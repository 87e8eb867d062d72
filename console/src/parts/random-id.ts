/** Unguessable. `crypto.randomUUID` exists only on https and on this machine; a console may be opened by an address of its network. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
