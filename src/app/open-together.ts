interface Closable {
  close(): Promise<void>;
}

/** Waits for two things that take their time to open. When one fails the other is closed, so that nothing stays. */
export async function openTogether<First extends Closable, Second extends Closable>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  try {
    return await Promise.all([first, second]);
  } catch (error) {
    for (const opened of await Promise.allSettled([first, second])) {
      if (opened.status === 'fulfilled') await opened.value.close();
    }
    throw error;
  }
}
