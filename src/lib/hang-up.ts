let isAsked = false;
let reload: (() => void) | undefined;

/**
 * From now on SIGHUP ends this process no more: one that comes before there is anything to read again is kept until
 * `onHangUp`. Called as early as the process can, and as often as one likes.
 */
export function heedHangUp(): void {
  if (!process.listeners('SIGHUP').includes(take)) process.on('SIGHUP', take);
}

/** What SIGHUP does; at once, where it came already. */
export function onHangUp(work: () => void): void {
  heedHangUp();
  reload = work;
  if (isAsked) take();
}

function take(): void {
  isAsked = reload === undefined;
  reload?.();
}
