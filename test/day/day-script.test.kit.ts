import type { ChannelId } from './six-channels.test.kit.ts';
import type { Trouble } from './trouble.test.kit.ts';

/** Some upstreams have a trouble for a while; times in hours of the scripted day. */
export interface Scene {
  readonly fromHour: number;
  readonly toHour: number;
  readonly trouble: Trouble;
  readonly channels: readonly ChannelId[];
}

export interface DayScript {
  readonly scenes: readonly Scene[];
  readonly hours: number;
  /** Real time of one hour. */
  readonly hourMs: number;
  readonly requestsPerSecond: number;
  /** Share of prompts the upstream blocks. */
  readonly blockedShare: number;
}

const scene = (fromHour: number, toHour: number, trouble: Trouble, ...channels: ChannelId[]): Scene => ({
  fromHour,
  toHour,
  trouble,
  channels,
});

const value: readonly ChannelId[] = ['value-markdown', 'value-inline', 'value-gateway-1', 'value-gateway-2'];
const official: readonly ChannelId[] = ['official-gemini', 'official-vertex'];

/** Everything that goes wrong in a bad year, in one day. */
export const wholeDay: DayScript = {
  hours: 24,
  hourMs: 6_000,
  requestsPerSecond: 20,
  blockedShare: 0.05,
  scenes: [
    scene(1, 2.5, 'outage', 'value-markdown'),
    scene(3, 4, '429 storm', 'official-gemini', 'value-inline'),
    scene(4.5, 5.5, 'outage', 'value-gateway-1'),
    scene(5, 6, 'drops connections', 'value-inline'),
    scene(6, 7, 'slow', 'value-markdown', 'official-vertex'),
    scene(7, 9, 'wrong key', 'value-inline', 'official-gemini'),
    scene(9.5, 11.5, 'retired model', 'value-markdown', 'official-gemini'),
    scene(12, 13, 'cut bodies', 'value-inline', 'official-gemini'),
    scene(13.2, 14, 'flaps', 'value-gateway-2'),
    scene(14.9, 15.7, '429 storm', 'value-gateway-1', 'value-gateway-2'),
    scene(16.6, 17.4, 'outage', ...value),
    scene(18.4, 18.9, 'cut bodies', 'value-gateway-1'),
    scene(19, 20, 'outage', ...official),
    scene(20.9, 21.9, 'outage', ...value, ...official),
  ],
};

/** A few minutes of it: one of each kind that needs no long wait. */
export const shortDay: DayScript = {
  hours: 5,
  hourMs: 900,
  requestsPerSecond: 40,
  blockedShare: 0.05,
  scenes: [
    scene(0.5, 2, 'outage', 'value-markdown'),
    scene(0.5, 1.5, 'wrong key', 'official-gemini'),
    // Early: the three seconds it asks for are most of the day.
    scene(0.5, 1.5, '429 storm', 'value-inline'),
    scene(2, 3, 'outage', 'value-gateway-1'),
    scene(3, 4, 'drops connections', 'value-markdown'),
  ],
};
