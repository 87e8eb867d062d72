import { useSyncExternalStore } from 'react';

export type Mode = 'live' | 'test';

/** What every page looks at: live or test objects, and whose. */
export interface Scope {
  readonly mode: Mode;
  /** Staff may look through the eyes of an account in the playground; empty: the default account. */
  readonly accountId: string;
}

const name = 'plantain.scope';
const listeners = new Set<() => void>();
let current: Scope = read();

function read(): Scope {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Scope>;
    return { mode: kept.mode === 'live' ? 'live' : 'test', accountId: kept.accountId ?? '' };
  } catch {
    return { mode: 'test', accountId: '' };
  }
}

export const scope = {
  get: () => current,
  set(change: Partial<Scope>) {
    current = { ...current, ...change };
    localStorage.setItem(name, JSON.stringify(current));
    for (const listener of listeners) listener();
  },
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useScope = (): Scope => useSyncExternalStore(subscribe, scope.get);
