import type { ChannelAccess } from '../../generation/provider.ts';

/** The channel's base URL, for a path that begins with a slash. */
export const baseUrlOf = ({ baseUrl }: Pick<ChannelAccess, 'baseUrl'>): string => baseUrl.replace(/\/+$/, '');
