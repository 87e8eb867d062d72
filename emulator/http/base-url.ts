import type { Exchange } from './exchange.ts';

/** The origin the client knows the emulator by. */
export const baseUrl = ({ request }: Exchange): string => `http://${request.headers.host ?? 'localhost'}`;
