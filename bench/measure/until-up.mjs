import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the URL answers; rejects when it has not within five seconds. */
export async function untilUp(url) {
  for (let tries = 0; ; tries++) {
    try {
      await (await fetch(url)).text();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(50);
    }
  }
}
