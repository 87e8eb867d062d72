/** The last entry of a page, newest first: the next one begins after it. */
export interface PageCursor {
  readonly createdAtMs: number;
  readonly id: string;
}

/** How a cursor is written: what a page says as `next` and takes back as `after`. */
export const cursorForm = /^(\d{1,15})-(\w{1,100})$/;

export const writeCursor = ({ createdAtMs, id }: PageCursor): string => `${createdAtMs}-${id}`;

/** Undefined for what no page ever said. */
export function readCursor(text: string | undefined): PageCursor | undefined {
  const [, createdAt, id] = cursorForm.exec(text ?? '') ?? [];
  return createdAt !== undefined && id !== undefined ? { createdAtMs: Number(createdAt), id } : undefined;
}
