import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toFailure } from '../../generation/failure.ts';
import { SecretGate } from './secret-gate.ts';

/** What an answer in such pieces is passed on as, and the code it is ended with. */
function passed(pieces: readonly string[], credential: string, headers = {}): [string, string?] {
  const gate = new SecretGate(credential, headers);
  let text = '';
  try {
    for (const piece of pieces) {
      // Reads share a buffer: what stands beside the range is of others.
      const shared = Buffer.from(`${credential}${piece}${credential}`);
      text += gate.after(shared, credential.length, credential.length + Buffer.byteLength(piece), false);
    }
    return [text + gate.rest()];
  } catch (error) {
    return [text, toFailure(error).code];
  }
}

describe('an answer behind the gate for secrets', () => {
  const secret = 'AAAB-AAAB-AAAC';

  it('loses no byte, however it is cut, where it only begins like a secret', () => {
    for (const text of ['AAAB-AAAB-AAAB-AAAB', 'AAAAAAAAAAAAAAA', 'xAAAB-AAAB-AAA', 'A', '']) {
      for (let size = 1; size <= text.length; size++) {
        const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
        assert.deepEqual(passed(pieces, secret), [text], `${text} by ${size}`);
      }
    }
  });

  it('is passed on up to a secret, and no byte of it, however it is cut', () => {
    const text = `"AAAB-${secret}"`;
    for (let size = 1; size <= text.length; size++) {
      const [came, code] = passed(text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [], secret);
      assert.equal(code, 'upstream_truncated');
      assert.ok('"AAAB-'.startsWith(came), `${came} by ${size}`);
    }
  });

  it('quotes no token that was made from the credential either', () => {
    const headers = { authorization: 'Bearer ya29.of-a-service-account' };
    assert.equal(passed(['it is ya29.of-a-serv', 'ice-account'], '{}', headers)[1], 'upstream_truncated');
  });

  it('is not searched within an image, and is again from the read on that its string ends in', () => {
    const gate = new SecretGate(secret);
    const push = (piece: string, isInImage: boolean) =>
      gate.after(Buffer.from(piece), 0, piece.length, isInImage).toString();
    assert.equal(push('"data":"iVBORAAAB-AAAB-AA', false), '"data":"iVBOR');
    assert.equal(push('AA/AAAB', true), 'AAAB-AAAB-AAAA/AAAB');
    assert.equal(push('AA=="},{"text":"AAAB-', true), 'AA=="},{"text":"');
    assert.throws(() => push('AAAB-AAAC', false), { code: 'upstream_truncated' });
  });

  it('may hold words that stand for a credential where none is asked for', () => {
    assert.deepEqual(passed(['Ask for anything.'], 'anything'), ['Ask for anything.']);
  });
});
