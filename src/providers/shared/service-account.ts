import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { webAddress } from '../../generation/web-address.ts';

const googleTokens = 'https://oauth2.googleapis.com/token';

const file = z.object({
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: z.string().optional(),
  project_id: z.string().optional(),
  token_uri: webAddress(googleTokens).default(googleTokens),
});

/** A key file of Google's console, as far as it is needed. */
export type ServiceAccount = z.infer<typeof file>;

/** The service account behind a credential; undefined when it is an API key. Throws a sentence without the secret. */
export function readServiceAccount(credential: string): ServiceAccount | undefined {
  if (!credential.trimStart().startsWith('{')) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(credential);
  } catch {
    // The parser's own message quotes the text.
    throw new Error('the service account is not a JSON document');
  }
  const read = file.safeParse(content);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  // One that is missing has a default.
  const address = problems.find(({ field }) => field === 'token_uri');
  if (address) throw new Error(`the service account is not good: token_uri ${address.message}`);
  throw new Error(`the service account lacks ${problems.map(({ field }) => field).join(', ')}`);
}

/** A JWT with these claims, signed with the account's key. Rejects without quoting it. */
export async function signJwt(account: ServiceAccount, claims: JWTPayload): Promise<string> {
  // Loaded with the first token: a gateway without service accounts has no use for it.
  const { importPKCS8, SignJWT } = await import('jose');
  const key = await importPKCS8(account.private_key, 'RS256').catch(() => {
    throw new Error('the private key of the service account cannot be read');
  });
  const kid = account.private_key_id === undefined ? {} : { kid: account.private_key_id };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...kid }).sign(key);
}
