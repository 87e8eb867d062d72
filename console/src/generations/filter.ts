/** What narrows the list of generations: the names stand in the page's address. */
export const filterNames = [
  'text',
  'state',
  'model',
  'channel',
  'contract',
  'key_id',
  'period',
  'from',
  'to',
] as const;
export type Filter = Readonly<Partial<Record<(typeof filterNames)[number], string>>>;
