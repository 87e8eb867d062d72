/** What a sealed credential is bound to: moved to another row it does not open. */
export const credentialPlace = (id: string): string => `channel_credential:${id}`;
