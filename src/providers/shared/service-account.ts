import { importPKCS8 } from 'jose';
import { z } from 'zod';

const file = z.object({
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: z.string().optional(),
  project_id: z.string().optional(),
  token_uri: z.url().default('https://oauth2.googleapis.com/token'),
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
  throw new Error(
    `the service account lacks ${read.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  );
}

/** The key a JWT is signed with. Rejects without quoting it. */
export const signingKey = (account: ServiceAccount) =>
  importPKCS8(account.private_key, 'RS256').catch(() => {
    throw new Error('the private key of the service account cannot be read');
  });
