/** Whether the proofs run with the promised numbers. */
export const isFull = process.env.PLANTAIN_PROOFS === 'full';

/** The number a proof uses: small by default, the promised one with PLANTAIN_PROOFS=full. */
export const figure = (quick: number, full: number): number => (isFull ? full : quick);
