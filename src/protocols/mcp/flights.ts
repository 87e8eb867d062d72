import { Failure } from '../../generation/failure.ts';
import type { RouteInput } from '../../generation/route-input.ts';

/** A tool call that waits for a generation. */
export interface Flight {
  readonly generationId: string;
  cancelled: boolean;
}

/**
 * Calls that are being waited for in this process. A cancellation that reaches another process finds nothing
 * and does nothing, which the protocol allows: the generation goes on and can be asked for by its id.
 */
const flights = new Map<string, Flight>();

/** Request ids are unique within a session only. */
const flightName = (input: RouteInput, requestId: unknown): string =>
  JSON.stringify([input.caller.keyId, input.headers['mcp-session-id'] ?? '', requestId]);

export function beginFlight(input: RouteInput, requestId: string | number, generationId: string) {
  const name = flightName(input, requestId);
  const flight: Flight = { generationId, cancelled: false };
  flights.set(name, flight);
  return {
    flight,
    end: () => {
      if (flights.get(name) === flight) flights.delete(name);
    },
  };
}

/** Takes a generation back that has not gone upstream; one that has goes on and stays retrievable. */
export async function cancelFlight(input: RouteInput, requestId: unknown): Promise<void> {
  const flight = flights.get(flightName(input, requestId));
  if (!flight) return;
  flight.cancelled = true;
  try {
    await input.cancel(flight.generationId);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
