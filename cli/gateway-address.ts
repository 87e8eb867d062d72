import { gatewayUrl } from '../client/gateway-url.ts';
import { Refusal } from '../src/generation/refusal.ts';

/** Where a gateway that listens so is reached from this machine. */
export function ownAddress({ host, port }: { readonly host: string; readonly port: number | string }) {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** The gateway that PLANTAIN_URL names; without it the one that would listen here with these variables. Throws a `Refusal`. */
export function gatewayAddress(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PLANTAIN_URL) return readAddress(env.PLANTAIN_URL, 'PLANTAIN_URL');
  return ownAddress({ host: env.HOST || '127.0.0.1', port: env.PORT || 4000 });
}

/** The address of a gateway, without a slash, `/v1` or `/admin/v1` at the end. Throws a `Refusal` that says what gave it. */
export function readAddress(text: string, from: string): string {
  try {
    return gatewayUrl(text).replace(/\/admin$/, '');
  } catch {
    throw new Refusal(
      'invalid',
      `${from} takes the address of a gateway, like http://127.0.0.1:4000; not ${text}.`,
    );
  }
}
