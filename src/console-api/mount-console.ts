import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AdminRoute, answered } from '../admin/admin-route.ts';
import { adminInput, send } from '../admin/mount-admin.ts';
import { problemAnswer } from '../admin/problem.ts';
import type { Accounts } from '../admission/accounts.ts';
import type { Thumbnails } from '../archive/thumbnails.ts';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Protocol } from '../generation/protocol.ts';
import { mount } from '../http/mount.ts';
import type { Clock } from '../lib/clock.ts';
import { type Log, redactText } from '../lib/log.ts';
import { consoleCaller } from './console-caller.ts';
import type { ConsoleRoute } from './console-route.ts';
import { readCookie, writeCookie } from './cookie.ts';
import { actorName, mayAsk, mayUse, type SignedIn } from './roles.ts';
import { checkSameOrigin } from './same-origin.ts';
import { personAnswer, readNewPassword } from './session-routes.ts';
import type { Sessions } from './sessions.ts';
import { mountSignIn } from './sign-in.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { mountThumbnails } from './thumbnail-route.ts';
import type { Users } from './users.ts';

declare module 'fastify' {
  interface FastifyRequest {
    person?: SignedIn;
  }
}

export interface ConsoleParts {
  readonly sessions: Sessions;
  readonly users: Users;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  /** What operators can do; the same as below `/admin/v1`. */
  readonly adminRoutes: readonly AdminRoute[];
  readonly ownRoutes: readonly ConsoleRoute[];
  readonly thumbnails: Thumbnails;
  readonly protocols: readonly Protocol[];
  readonly engine: Engine;
}

/**
 * Serves `/console/api`, for the console's own pages: a session's cookie opens it and no key does. Below it are the
 * operators' routes as far as the person's role allows them, and the public contracts as the person's own account.
 */
export function mountConsole(server: FastifyInstance, parts: ConsoleParts): void {
  const { sessions, log } = parts;
  void server.register(
    async (scope) => {
      scope.setErrorHandler(async (error, request, reply) => {
        const answer = problemAnswer(error, request.id);
        const fields = { requestId: request.id, status: answer.status };
        if (answer.status >= 500) log.error({ ...fields, err: error }, 'console request failed');
        else
          log.warn({ ...fields, refusal: redactText((error as Error).message) }, 'console request refused');
        if (!request.raw.complete) reply.header('connection', 'close');
        await send(reply, answer);
      });
      const nothingHere = async () => {
        throw new Failure('not_found', { message: 'There is nothing at this address.' });
      };
      scope.setNotFoundHandler(nothingHere);
      // Nor a page of the console, which every other address below /console/ has.
      for (const path of ['/', '/*']) scope.get(path, nothingHere);
      mountSignIn(scope, sessions, createSignInLimit(parts.clock), parts.engine.publicUrl);
      await scope.register(async (inside) => mountSignedIn(inside, parts));
    },
    { prefix: '/console/api' },
  );
}

function mountSignedIn(scope: FastifyInstance, parts: ConsoleParts): void {
  const { sessions, users } = parts;
  const { publicUrl } = parts.engine;
  scope.addHook('onRequest', async (request) => {
    checkSameOrigin(request, publicUrl());
    const token = readCookie(request);
    const person = token === undefined ? undefined : await sessions.find(token);
    if (!person) throw new Failure('unauthenticated', { message: 'Sign in first.' });
    if (!mayAsk(person, request.method, request.routeOptions.url ?? '')) throw notAllowed();
    request.person = person;
  });
  scope.get('/session', async (request, reply) => {
    const person = personOf(request);
    const { hasPassword } = await users.show(person.userId);
    await send(reply, personAnswer(person, hasPassword));
  });
  scope.post('/sign-out', async (request, reply) => {
    await sessions.end(readCookie(request) as string);
    reply.header('set-cookie', writeCookie(request, undefined));
    await send(reply, answered({ object: 'session' }));
  });
  scope.post('/password', async (request, reply) => {
    const input = adminInput(request, actorOf(request));
    const token = await sessions.changePassword(
      personOf(request),
      readNewPassword(await input.body()),
      input.by,
    );
    reply.header('set-cookie', writeCookie(request, token));
    await send(reply, answered({ object: 'session' }));
  });
  for (const { method, path, may, run } of parts.ownRoutes) {
    scope.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const person = personOf(request);
        if (!may(person)) throw notAllowed();
        await send(reply, await run({ ...adminInput(request, actorOf(request)), person }));
      },
    });
  }
  for (const route of parts.adminRoutes) {
    scope.route({
      method: route.method,
      url: `/admin${route.path}`,
      handler: async (request, reply) => {
        if (!mayUse(personOf(request), route)) throw notAllowed();
        await send(reply, await route.run(adminInput(request, actorOf(request))));
      },
    });
  }
  mountThumbnails(scope, parts.thumbnails, parts.engine.links, parts.clock);
  const caller = consoleCaller(parts.accounts);
  for (const protocol of parts.protocols) {
    mount(scope, protocol, parts.engine, parts.log, (request) => caller(personOf(request), request.headers));
  }
}

const personOf = (request: FastifyRequest): SignedIn => request.person as SignedIn;

const actorOf = (request: FastifyRequest): string => actorName(personOf(request));

const notAllowed = () =>
  new Failure('permission_denied', { message: 'Your role in this console does not allow this.' });
