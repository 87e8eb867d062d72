import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { firstOwner, type Json, personOf, signIn, type Visitor, visitor } from './console.test.kit.ts';

describe('signing in to the console', () => {
  let gateway: TestGateway;
  let owner: Visitor;
  let nowMs = Date.now();

  before(async () => {
    const env = { PLANTAIN_TRUSTED_PROXIES: '127.0.0.0/8' };
    gateway = await startGateway({ clock: { now: () => nowMs }, env });
    owner = await firstOwner(gateway);
  });
  after(() => gateway.close());

  it('takes a link once, and makes a first owner once', async () => {
    assert.equal(await gateway.app.users.first({ actor: 'test' }), undefined);
    const { id } = (await owner.json('GET', '/users')).data[0];
    const { link } = await owner.json('POST', `/users/${id}/link`);
    await signIn(gateway, link);
    await assert.rejects(signIn(gateway, link), /401/);
  });

  it('refuses a link of yesterday', async () => {
    const { id } = (await owner.json('GET', '/users')).data[0];
    const { link } = await owner.json('POST', `/users/${id}/link`);
    nowMs += 24 * 3_600_000 + 1;
    await assert.rejects(signIn(gateway, link), /401/);
    owner = await signIn(gateway, await gateway.app.users.link(id, { actor: 'test' }));
  });

  it('takes a password, in any spelling of the name, and refuses short ones', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    const { name } = await person.json('GET', '/session');
    assert.equal((await person.ask('POST', '/password', { password: 'short' })).status, 400);
    assert.equal((await person.ask('POST', '/password', { password: 'a long enough one' })).status, 200);
    const again = visitor(gateway);
    const right = { name: name.toUpperCase(), password: 'a long enough one' };
    assert.equal((await again.ask('POST', '/sign-in', right)).status, 201);
    const wrong = { name, password: 'a long enough two' };
    assert.equal((await visitor(gateway).ask('POST', '/sign-in', wrong)).status, 401);
  });

  it('answers an unknown name, a wrong password and somebody disabled in the same words', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    await person.ask('POST', '/password', { password: 'a long enough one' });
    const { name, user_id } = await person.json('GET', '/session');
    await owner.ask('PATCH', `/users/${user_id}`, { disabled: true });
    const answers = await Promise.all(
      [
        { name, password: 'a long enough one' },
        { name: 'nobody', password: 'a long enough one' },
        { name: 'owner', password: 'a long enough one' },
      ].map(async (body) => {
        const response = await visitor(gateway).ask('POST', '/sign-in', body);
        return [response.status, ((await response.json()) as { detail: string }).detail];
      }),
    );
    assert.deepEqual(
      new Set(answers.map((answer) => JSON.stringify(answer))).size,
      1,
      JSON.stringify(answers),
    );
    assert.equal(answers[0]?.[0], 401);
  });

  it('refuses the sixth try of a minute for one name, and takes it a minute later', async () => {
    const tries = async () => {
      const response = await visitor(gateway).ask('POST', '/sign-in', { name: 'guessed', password: 'x' });
      return response.status;
    };
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) statuses.push(await tries());
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
    nowMs += 61_000;
    assert.equal(await tries(), 401);
  });

  it('answers names and passwords that are no text with 400', async () => {
    for (const name of [7, null, { toString: 1 }, ['owner'], 'a\0b', '']) {
      const response = await visitor(gateway).ask('POST', '/sign-in', { name, password: 'x' });
      assert.equal(response.status, 400, JSON.stringify(name));
    }
  });

  it('notes who makes a link, who signs in, by what and from where', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    await person.ask('POST', '/password', { password: 'a long enough one' });
    const { name, user_id } = await person.json('GET', '/session');
    await visitor(gateway).ask('POST', '/sign-in', { name, password: 'a long enough one' });
    const { data } = await owner.json('GET', '/admin/actions');
    const noted = data
      .filter(({ subject, action }: Json) => subject === user_id && /link|sign_in/.test(action))
      .map(({ action, actor, after, address }: Json) => [action, actor, after.by, address]);
    assert.deepEqual(noted, [
      ['user.sign_in', `user:${name}`, 'password', '127.0.0.1'],
      ['user.sign_in', `user:${name}`, 'link', '127.0.0.1'],
      ['user.link', 'user:owner', undefined, '127.0.0.1'],
    ]);
  });

  it('takes no link of before a new password, nor of before the person was disabled', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    const { user_id } = await person.json('GET', '/session');
    const old = await owner.json('POST', `/users/${user_id}/link`);
    await person.ask('POST', '/password', { password: 'a long enough one' });
    await assert.rejects(signIn(gateway, old.link), /401/);
    const { link } = await owner.json('POST', `/users/${user_id}/link`);
    await owner.ask('PATCH', `/users/${user_id}`, { disabled: true });
    await owner.ask('PATCH', `/users/${user_id}`, { disabled: false });
    await assert.rejects(signIn(gateway, link), /401/);
  });

  it('does not put somebody who is signed in into another session by a link, and leaves the link good', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    const { id } = (await owner.json('GET', '/users')).data[0];
    const { link } = await owner.json('POST', `/users/${id}/link`);
    const body = { link: link.split('sign-in=')[1] };
    assert.equal((await person.ask('POST', '/sign-in', body)).status, 409);
    assert.equal((await person.json('GET', '/session')).role, 'viewer');
    await person.ask('POST', '/sign-out');
    assert.equal((await person.ask('POST', '/sign-in', body)).status, 201);
    assert.equal((await person.json('GET', '/session')).role, 'owner');
  });

  it('ends a session on the server when somebody signs out, and after twelve idle hours', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    const { cookie } = person;
    await person.ask('POST', '/sign-out');
    person.cookie = cookie;
    assert.equal((await person.ask('GET', '/session')).status, 401);

    const idle = await personOf(gateway, owner, 'viewer');
    nowMs += 11 * 3_600_000;
    assert.equal((await idle.ask('GET', '/session')).status, 200);
    nowMs += 11 * 3_600_000;
    assert.equal((await idle.ask('GET', '/session')).status, 200, 'it was used in between');
    nowMs += 12 * 3_600_000 + 1;
    assert.equal((await idle.ask('GET', '/session')).status, 401);
    const users = await gateway.app.users.list();
    owner = await signIn(gateway, await gateway.app.users.link(users[0]?.id as string, { actor: 'test' }));
  });

  it('refuses changes that another origin sends with the cookie, and takes no API key', async () => {
    const path = `${gateway.url}/console/api`;
    const change = (headers: Record<string, string>) =>
      fetch(`${path}/sign-out`, { method: 'POST', headers: { cookie: owner.cookie, ...headers } });
    assert.equal((await change({})).status, 403);
    assert.equal((await change({ 'x-plantain-console': '1', origin: 'https://evil.test' })).status, 403);
    assert.equal((await change({ 'x-plantain-console': '1', origin: 'null' })).status, 403);
    const behind = { origin: 'https://name.test', 'x-forwarded-host': 'name.test:443' };
    assert.equal((await owner.ask('GET', '/session', undefined, behind)).status, 200, 'of a trusted proxy');
    const other = { ...behind, 'x-forwarded-host': 'other.test' };
    assert.equal((await owner.ask('GET', '/session', undefined, other)).status, 403);
    assert.equal((await owner.ask('GET', '/session')).status, 200, 'nothing was signed out');
    const bearer = { authorization: `Bearer ${gateway.liveKey}` };
    assert.equal((await fetch(`${path}/v1/generations`, { headers: bearer })).status, 401);
    const withCookie = await fetch(`${gateway.url}/v1/generations`, { headers: { cookie: owner.cookie } });
    assert.equal(withCookie.status, 401, 'the public contracts take no cookie');
  });

  it('over TLS reads no cookie but the one only this host can have set, and without TLS only the other', async () => {
    const tls = { 'x-forwarded-proto': 'https' };
    const [first] = await gateway.app.users.list();
    const link = await gateway.app.users.link(first?.id as string, { actor: 'test' });
    const person = visitor(gateway);
    const body = { link: link.split('sign-in=')[1] };
    assert.equal((await person.ask('POST', '/sign-in', body, tls)).status, 201);
    const [name, token] = person.cookie.split('=');
    assert.equal(name, '__Host-plantain');
    assert.equal((await person.ask('GET', '/session', undefined, tls)).status, 200);
    assert.equal((await person.ask('GET', '/session')).status, 401);
    person.cookie = `plantain-console=${token}`;
    assert.equal((await person.ask('GET', '/session', undefined, tls)).status, 401, 'planted');
    assert.equal((await person.ask('GET', '/v1/generations', undefined, tls)).status, 401);
    assert.equal((await person.ask('GET', '/session')).status, 200);
  });

  it('keeps neither tokens nor passwords in the log or in the log of actions', async () => {
    const person = await personOf(gateway, owner, 'viewer');
    await person.ask('POST', '/password', { password: 'canary-password-1' });
    const token = person.cookie.split('=')[1] as string;
    const actions = JSON.stringify(await owner.json('GET', '/admin/actions'));
    for (const text of [gateway.logText(), actions]) {
      assert.ok(!text.includes(token) && !text.includes('canary-password-1'));
    }
    assert.match(actions, /"user:owner"/);
  });

  it('lets no customer become staff and nobody a customer: the account would be missing or too many', async () => {
    const account = await owner.json('POST', '/admin/accounts', { name: 'One' });
    const customer = await personOf(gateway, owner, 'customer', account.id);
    const viewer = await personOf(gateway, owner, 'viewer');
    for (const [person, role] of [
      [customer, 'operator'],
      [viewer, 'customer'],
    ] as const) {
      const { user_id } = await person.json('GET', '/session');
      const response = await owner.ask('PATCH', `/users/${user_id}`, { role });
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as Json).param, 'role');
    }
  });

  it('keeps the last owner', async () => {
    const [first] = await gateway.app.users.list();
    const response = await owner.ask('PATCH', `/users/${first?.id}`, { role: 'viewer' });
    assert.equal(response.status, 409);
  });
});
