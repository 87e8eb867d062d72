/** Where the list was left, with what it was filtered by: the way back from one of its rows. */
export const lastList = { address: '/generations' };
