import type { channelView } from '../src/admin/channel-view.ts';
import type { AdminOptions } from './admin/with-admin.ts';
import { print, printJson } from './print.ts';

export type ChannelView = ReturnType<typeof channelView>;

export function show(views: readonly ChannelView[], options: AdminOptions): void {
  if (options.json) printJson(views);
  else printChannels(views);
}

export function showOne(view: ChannelView, options: AdminOptions): void {
  if (options.json) printJson(view);
  else printChannels([view]);
}

function printChannels(views: readonly ChannelView[]): void {
  print(
    views.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0)),
    {
      ID: (view) => view.id,
      PROVIDER: (view) => view.provider ?? '',
      TIER: (view) => view.tier ?? '',
      PRIORITY: (view) => view.priority ?? '',
      STATE: (view) => stateOf(view),
      MODELS: (view) => (view.models ? Object.keys(view.models).join(' ') : 'all'),
      SOURCE: (view) => view.source,
    },
  );
}

function stateOf({ usable, enabled, draining }: ChannelView): string {
  if (!usable) return 'unusable';
  if (!enabled) return 'disabled';
  return draining ? 'draining' : 'enabled';
}
