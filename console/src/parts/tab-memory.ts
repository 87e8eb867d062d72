const readers = new Map<string, () => unknown>();

/** What `read` gives when the page goes is there again when the tab is loaded anew; undefined: nothing is. */
export function keepInTab(name: string, read: () => unknown): void {
  readers.set(name, read);
}

export function keptInTab<Kept>(name: string): Kept | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(name) ?? 'null') as Kept | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whoever signs in next finds nothing of it. */
export function forgetTab(): void {
  readers.clear();
  sessionStorage.clear();
}

window.addEventListener('pagehide', () => {
  for (const [name, read] of readers) {
    const kept = read();
    try {
      if (kept === undefined) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(kept));
    } catch {
      // The browser has no room for it: better nothing than what was there before.
      sessionStorage.removeItem(name);
    }
  }
});
