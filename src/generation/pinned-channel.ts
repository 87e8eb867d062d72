/** How a refusal names the channel that x-plantain-channel pinned. */
export const quotedChannel = (channel: string): string => JSON.stringify(channel.slice(0, 100));

/** What only whoever pinned a channel can do about it. */
export const orUnpin = ', leave x-plantain-channel out';

/** Such a refusal for everybody else: without the name, and without that. */
export const unpinned = (message: string, channel: string): string =>
  message.replaceAll(` ${quotedChannel(channel)}`, '').replace(orUnpin, '');
