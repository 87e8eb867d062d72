import { useSyncExternalStore } from 'react';

const name = 'plantain.theme';
const listeners = new Set<() => void>();
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

const keptTheme = (): Theme => {
  const kept = localStorage.getItem(name);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
};

export function wear(theme: Theme): void {
  localStorage.setItem(name, theme);
  apply();
  for (const listener of listeners) listener();
}

/** The page always says which of the two it wears, so the style sheet has one set of colours for each. */
export function apply(): void {
  const theme = keptTheme();
  const isDark = theme === 'auto' ? systemIsDark.matches : theme === 'dark';
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

systemIsDark.addEventListener('change', apply);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useKeptTheme = (): Theme => useSyncExternalStore(subscribe, keptTheme);
