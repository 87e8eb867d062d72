import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createLog } from '../../src/lib/log.ts';
import { createSealer } from '../../src/lib/seal.ts';
import { createCallbackDesk } from '../../src/tasks/callbacks/callback-desk.ts';
import {
  openSecrets,
  replaceStored,
  resealSecrets,
  storedSecrets,
} from '../../src/tasks/callbacks/sealed-secrets.ts';
import { answerWith, startReceiver } from './receiver.test.kit.ts';
import { account, engines, masterKey, openHouse, type SendingHouse } from './sending.test.kit.ts';

for (const engine of engines()) {
  describe(`callback secrets on ${engine.name}`, () => {
    let house: SendingHouse;
    before(async () => {
      house = await openHouse(engine);
    });
    after(() => house.close());
    const newer = 'another master key, of forty characters';
    const stored = async () => (await house.store.read(storedSecrets, undefined)).map((row) => row.secret);

    it('are stored sealed, each of them', async () => {
      const secrets = await house.desk.rotateSecret(account, 3_600_000, { actor: 'a test' });
      assert.equal(secrets.length, 1);
      await house.desk.rotateSecret(account, 3_600_000, { actor: 'a test' });
      const texts = await stored();
      assert.equal(texts.length, 2);
      for (const text of texts) assert.match(text, /^sealed:v1:[0-9a-f]{8}:/);
    });

    it('stored before there was a master key still sign, and are sealed at the next start', async () => {
      const [row] = await house.store.read(storedSecrets, undefined);
      const sealer = createSealer([masterKey]);
      const [plain] = openSecrets(sealer, account, [row?.secret as string]);
      await house.store.write(replaceStored, {
        id: row?.id as string,
        secret: row?.secret as string,
        by: plain as string,
      });
      assert.ok((await house.desk.secrets(account)).includes(plain as string));
      await resealSecrets(house.store, sealer, createLog('silent'));
      assert.ok(!(await stored()).includes(plain as string));
      assert.ok((await house.desk.secrets(account)).includes(plain as string));
    });

    it('that no key here opens let the attempt fail; with the key back the event is delivered', async () => {
      const before = await house.desk.secrets(account);
      const foreign = createSealer([newer]);
      const receiver = await startReceiver(answerWith(200));
      const [id] = (await house.end(receiver.url)) as [string];
      const stranger = await house.sender({ owner: 'stranger', sealer: foreign });
      await stranger.poll();
      await stranger.idle();
      await stranger.stop();
      const failed = await house.desk.show(id);
      assert.equal(failed.state, 'pending');
      assert.match(failed.log[0]?.error ?? '', /sealed with the master key [0-9a-f]{8}, which is not here/);
      assert.equal(receiver.received.length, 0);

      // A new key in front of the old one: what is stored moves to it.
      const both = createSealer([newer, masterKey]);
      await resealSecrets(house.store, both, createLog('silent'));
      for (const text of await stored()) assert.ok(both.isCurrent(text));
      house.clock.advance(10_000);
      const owner = await house.sender({ owner: 'owner', sealer: foreign });
      await owner.poll();
      await owner.idle();
      const [one] = receiver.received;
      assert.equal(one?.id, id);
      const signedAt = new Date(Number(one?.timestamp) * 1_000);
      const expected = new Webhook(before[0] as string).sign(id, signedAt, one?.body as string);
      assert.ok(String(one?.headers['webhook-signature']).split(' ').includes(expected));
      await receiver.close();
    });

    it('of a lost master key are replaced by a rotation, and callbacks are signed with the new one', async () => {
      const lost = createSealer(['a third master key, of forty characters.']);
      const desk = createCallbackDesk(house.store, house.clock, randomBytes, lost);
      await assert.rejects(desk.secrets(account), {
        code: 'conflict',
        message: /plantain callbacks secret rotate --account default --grace now/,
      });
      const before = (await desk.secretNotes(account)).length;
      const made = await desk.rotateSecret(account, 3_600_000, { actor: 'a test' });
      assert.deepEqual(await desk.secrets(account), made, 'those that do not open are left out');
      assert.deepEqual([made.length, (await desk.secretNotes(account)).length], [1, before + 1]);
      const receiver = await startReceiver(answerWith(200));
      const [id] = (await house.end(receiver.url)) as [string];
      const sender = await house.sender({ owner: 'renewed', sealer: lost });
      await sender.poll();
      await sender.idle();
      await sender.stop();
      assert.equal((await house.desk.show(id)).state, 'delivered');
      const [one] = receiver.received;
      new Webhook(made[0] as string).verify(one?.body as string, one?.headers as Record<string, string>);
      await receiver.close();
    });
  });
}
