import type { FastifyInstance } from 'fastify';
import { answered } from '../admin/admin-route.ts';
import { send } from '../admin/mount-admin.ts';
import { Refusal } from '../generation/refusal.ts';
import { readJson } from '../http/read-body.ts';
import { readCookie, writeCookie } from './cookie.ts';
import { checkSameOrigin } from './same-origin.ts';
import { readSignIn, signInWith } from './session-routes.ts';
import type { Sessions } from './sessions.ts';
import type { createSignInLimit } from './sign-in-limit.ts';

const bodyLimitBytes = 16_384;

/** `/sign-in`, by link or by name and password. */
export function mountSignIn(
  scope: FastifyInstance,
  sessions: Sessions,
  limit: ReturnType<typeof createSignInLimit>,
  publicUrl: () => string,
): void {
  scope.post('/sign-in', async (request, reply) => {
    checkSameOrigin(request, publicUrl());
    const fields = readSignIn(await readJson(request.raw, bodyLimitBytes));
    limit.count(request.ip, 'name' in fields ? fields.name : undefined);
    const before = readCookie(request);
    const isByLink = 'link' in fields;
    // Else a link somebody sends would put a person, unnoticed, into an account that is not theirs.
    if (before && isByLink && (await sessions.find(before))) {
      const message = 'Somebody is signed in here. Sign out first; the link stays good.';
      throw new Refusal('conflict', message);
    }
    const token = await signInWith(sessions, fields, { address: request.ip, requestId: request.id });
    // A session of before must not go on beside the new one.
    if (before) await sessions.end(before);
    reply.header('set-cookie', writeCookie(request, token));
    await send(reply, answered({ object: 'session' }, 201));
  });
}
