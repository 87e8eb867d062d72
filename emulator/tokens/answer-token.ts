import type { Emulation } from '../emulation.ts';
import type { Exchange } from '../http/exchange.ts';
import { jsonType } from '../http/google-headers.ts';
import { readText } from '../http/read-text.ts';
import { GrantRefused, readAssertion } from './read-assertion.ts';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** `POST /token`: a JWT signed by the service account against an access token. */
export async function answerToken({ request, response }: Exchange, { tokens }: Emulation): Promise<void> {
  const form = new URLSearchParams(await readText(request));
  try {
    const grant = form.get('grant_type');
    if (grant !== jwtBearer) throw new GrantRefused('unsupported_grant_type', `Invalid grant_type: ${grant}`);
    readAssertion(form.get('assertion') ?? '', await tokens.account(), tokens.audiences, tokens.now());
    const body = {
      access_token: tokens.issue(),
      expires_in: Math.floor(tokens.lifetimeMs / 1000) - 1,
      token_type: 'Bearer',
    };
    send(response, 200, body);
  } catch (error) {
    if (!(error instanceof GrantRefused)) throw error;
    send(response, 400, { error: error.code, error_description: error.message });
  }
}

/** `GET /emulator/service-account`: the key file a real project would download. */
export async function answerServiceAccount(
  { request, response }: Exchange,
  { tokens }: Emulation,
): Promise<void> {
  send(response, 200, await serviceAccountFile(tokens, `http://${request.headers.host ?? 'localhost'}`));
}

/** The service account as Google's console hands it out. */
export async function serviceAccountFile(
  tokens: Emulation['tokens'],
  url: string,
): Promise<Record<string, string>> {
  const { email, privateKey } = await tokens.account();
  const token_uri = `${url}/token`;
  tokens.audiences.add(token_uri);
  return {
    type: 'service_account',
    project_id: 'emulated-project',
    private_key_id: 'emulated',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: email,
    client_id: '100000000000000000000',
    token_uri,
  };
}

function send(response: Exchange['response'], status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': jsonType, 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
