const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop the program that listens there, or set PORT to another one.',
  EACCES: 'Ports below 1024 need a right of their own; set PORT to a higher one and put a proxy before it.',
};

/** What to do where nothing can listen, by the code of the system's error. */
export const listenAdvice = (code: string): string =>
  advice[code] ?? 'Set HOST to an address of this machine: 127.0.0.1, or 0.0.0.0 for all.';
