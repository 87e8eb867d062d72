/** Which of Google's two APIs a path belongs to: they take different fields and answer a little differently. */
export type Profile = 'gemini' | 'vertex';
