import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createBadAnswers } from '../admission/rate-limit/bad-answers.ts';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import { Failure } from '../generation/failure.ts';
import { Refusal } from '../generation/refusal.ts';
import type { WireAnswer } from '../generation/wire-answer.ts';
import { readJson } from '../http/read-body.ts';
import type { Clock } from '../lib/clock.ts';
import { type Log, redactText } from '../lib/log.ts';
import type { DeleteAnyImages } from '../records/withdraw-images.ts';
import type { CallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import type { RunDesk } from '../verification/run-desk.ts';
import { accountRoutes } from './account-routes.ts';
import { type AdminGroup, type AdminInput, answered, runOperation } from './admin-route.ts';
import { createTokenCheck } from './admin-token.ts';
import { callbackRoutes } from './callback-routes.ts';
import { type ChannelParts, channelRoutes } from './channel-routes.ts';
import { imageRoutes } from './image-routes.ts';
import { keyRoutes } from './key-routes.ts';
import type { Operations } from './operations.ts';
import { priceRoutes } from './price-routes.ts';
import { problemAnswer } from './problem.ts';
import { reportRoutes } from './report-routes.ts';
import { verificationRoutes } from './verification-routes.ts';

const bodyLimitBytes = 1_048_576;

/** Everything operators can ask for, below `/admin/v1` and, signed in, from the console. */
export const adminGroups = (
  operations: Operations & {
    readonly callbacks: CallbackDesk;
    readonly deleteImages: DeleteAnyImages;
    readonly verification: RunDesk;
    readonly links: ArtifactLinks;
  },
  channels: ChannelParts,
): AdminGroup[] => [
  { title: 'Keys', routes: keyRoutes(operations) },
  { title: 'Accounts and money', routes: accountRoutes(operations) },
  { title: 'Prices, usage and actions', routes: [...priceRoutes(operations), ...reportRoutes(operations)] },
  { title: 'Images', routes: imageRoutes(operations.deleteImages) },
  { title: 'Callbacks', routes: callbackRoutes(operations.callbacks) },
  { title: 'Channels', routes: channelRoutes(channels) },
  { title: 'Verification', routes: verificationRoutes(operations.verification, operations.links) },
];

/**
 * Serves `/admin/v1`: JSON for operators, behind one bearer token. Nothing below it answers without the token, and its
 * own OpenAPI document is no exception: what it tells stands on the public pages, too.
 */
export function mountAdmin(
  server: FastifyInstance,
  token: string,
  groups: readonly AdminGroup[],
  document: () => object,
  clock: Clock,
  log: Log,
): void {
  const guesses = createBadAnswers(clock, 30);
  const isToken = createTokenCheck(token);
  void server.register(
    async (scope) => {
      scope.addHook('onRequest', async (request) => {
        // Counted before it is judged, so that a flood of guesses is refused, a right one among them, too.
        guesses.count(request.ip);
        if (isToken(request.headers.authorization)) return guesses.giveBack(request.ip);
        throw new Failure('unauthenticated', { message: 'Send the admin token: "Authorization: Bearer …".' });
      });
      scope.setErrorHandler(async (error, request, reply) => {
        const answer = problemAnswer(error, request.id);
        const fields = { requestId: request.id, status: answer.status };
        if (answer.status >= 500) log.error({ ...fields, err: error }, 'admin request failed');
        else log.warn({ ...fields, refusal: redactText((error as Error).message) }, 'admin request refused');
        if (!request.raw.complete) reply.header('connection', 'close');
        await send(reply, answer);
      });
      scope.setNotFoundHandler(async () => {
        throw new Refusal('not_found', 'There is nothing at this address.');
      });
      scope.get('/openapi.json', async (_request, reply) => send(reply, answered(document())));
      for (const operation of groups.flatMap(({ routes }) => routes)) {
        scope.route({
          method: operation.method,
          url: operation.path,
          handler: async (request, reply) =>
            send(reply, await runOperation(operation, adminInput(request, 'admin'))),
        });
      }
    },
    { prefix: '/admin/v1' },
  );
}

/** `actor` is who does it, for the log of actions. */
export function adminInput(request: FastifyRequest, actor: string): AdminInput {
  const { headers } = request;
  const hasBody = Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    accept: headers.accept,
    by: { actor, address: request.ip, requestId: request.id },
    body: async () => (hasBody ? readJson(request.raw, bodyLimitBytes) : {}),
  };
}

export async function send(reply: FastifyReply, answer: WireAnswer): Promise<void> {
  await reply
    .code(answer.status)
    .headers(answer.headers)
    .send(Buffer.from(answer.body.join('')));
}
