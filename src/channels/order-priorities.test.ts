import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { orderPriorities } from './order-priorities.ts';

/** `a 10` is a stored channel, `=a 10` one of the configuration. */
function order(wished: string, others: readonly number[] = []): string {
  const channels = wished.split(', ').map((text) => {
    const [name = '', priority] = text.split(' ');
    return { id: name.replace('=', ''), priority: Number(priority), isFixed: name.startsWith('=') };
  });
  return [...orderPriorities(channels, others)].map(([id, priority]) => `${id} ${priority}`).join(', ');
}

describe('the priorities of an order', () => {
  it('are those the channels have, dealt out anew', () => {
    assert.equal(order('c 300, a 100, b 200'), 'c 100, a 200, b 300');
    assert.equal(order('a 7'), 'a 7');
    assert.equal(order('a 100, b 900'), 'a 100, b 900');
  });

  it('are set apart where they are the same', () => {
    assert.equal(order('b 100, a 100, c 100'), 'b 100, a 101, c 102');
    assert.equal(order('b 100, a 100, c 101'), 'b 100, a 101, c 102');
  });

  it('go around those of the configuration, on whose other side a channel comes only when it is put there', () => {
    assert.equal(order('a 10, c 300, =fixed 100, b 200'), 'a 10, c 99, b 300');
    assert.equal(order('=fixed 100, a 10, b 200'), 'a 101, b 200');
    assert.equal(order('b 100, a 100, =fixed 100'), 'b 98, a 99');
    assert.equal(order('=fixed 100, b 100, a 100'), 'b 101, a 102');
  });

  it('pass none of the configuration that is not named', () => {
    assert.equal(order('b 100, a 100, c 100', [101]), 'b 98, a 99, c 100');
    assert.equal(order('b 100, a 100', [99]), 'b 100, a 101');
    assert.equal(order('b 300, a 10', [100]), 'b 10, a 300');
    assert.equal(order('a 100, =fixed 20', [50]), 'a 19');
  });

  it('are refused where the configuration leaves no room, or has another order itself', () => {
    assert.throws(() => order('=one 100, a 7, =two 101'), /no room between the priorities 100 and 101/);
    assert.throws(() => order('a 100, b 100', [99, 101]), /no room between the priorities 99 and 101/);
    assert.throws(() => order('=two 101, a 7, =one 100'), /one and two stand in the configuration/);
  });

  it('rise in the order that is wished, on the wished side of each that is fixed, or are refused', () => {
    const channel = fc.record({ priority: fc.integer({ min: -8, max: 8 }), isFixed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(channel, { minLength: 1, maxLength: 8 }), (drawn) => {
        const wished = drawn.map((each, index) => ({ ...each, id: `c${index}` }));
        let given: Map<string, number>;
        try {
          given = orderPriorities(wished);
        } catch {
          return;
        }
        const priorities = wished.map(({ id, priority }) => given.get(id) ?? priority);
        for (const [index, priority] of priorities.entries()) {
          const next = priorities[index + 1] ?? Infinity;
          const areFixed = wished[index]?.isFixed && wished[index + 1]?.isFixed;
          assert.ok(areFixed ? priority <= next : priority < next, JSON.stringify([wished, priorities]));
        }
      }),
    );
  });
});
