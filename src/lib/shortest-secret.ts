/** Shorter texts are words, which a message may hold by chance. */
export const shortestSecret = 6;
