export const ranges = ['1h', '24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

export const rangeTexts = { '1h': 'lastHour', '24h': 'hours24', '7d': 'days7', '30d': 'days30' } as const;
