type Json = Record<string, unknown>;

/**
 * A native body whose turns all say whose they are. The Gemini API takes a turn without a role for the user's, as
 * many clients send it; Vertex AI answers 400 "Please use a valid role: user, model." The input stays as it is.
 */
export function withRoles(skeleton: unknown): unknown {
  const body = skeleton as Json;
  const { contents } = body;
  if (Array.isArray(contents)) return { ...body, contents: contents.map(withRole) };
  return contents === undefined ? body : { ...body, contents: withRole(contents) };
}

function withRole(turn: unknown): unknown {
  if (typeof turn !== 'object' || turn === null) return turn;
  const { role, ...rest } = turn as Json;
  return role === undefined || role === null || role === '' ? { role: 'user', ...rest } : turn;
}
