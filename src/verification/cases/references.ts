import type { Row } from '../case.ts';
import type { Family } from '../family.ts';

/** 1 to the promised most, and one more, which must be refused, or of which the newest must be used. */
export const references: Family = {
  feature: 'references',
  rows({ limits, contract }) {
    const most = limits.maxReferences;
    const counts = Array.from({ length: most }, (_, index) => index + 1);
    const taken = counts.map(
      (count): Row => ({
        value: String(count),
        label: count === 1 ? 'Edit (1 reference)' : `${count} references`,
        wish: { references: count },
        expect: 'image',
        dimension: 'references',
        proves: `A request with ${count} input images is delivered and the upstream counted image tokens for them.`,
        lies: 'The same picture is sent every time; whether the result shows it is not looked at.',
      }),
    );
    const refused: Row = {
      value: `${most + 1}-refused`,
      label: `${most + 1} references are refused`,
      wish: { references: most + 1 },
      expect: 'refused',
      proves: `One image more than ${most} is refused with a 400, and costs nothing.`,
      lies: 'Any other mistake in the request would be refused, too; the message is compared where it is ours.',
    };
    const left: Row = {
      value: `${most + 1}-newest`,
      label: `Of ${most + 1} references the newest ${most} are used`,
      wish: { references: most + 1, left: 1 },
      expect: 'image',
      proves: `A conversation with ${most + 1} pictures goes on with ${most} of them, and the receipt says so.`,
      lies: 'The same picture is sent every time: which of them were used is not seen.',
    };
    return [...taken, contract.keepsNewest ? left : refused];
  },
};
