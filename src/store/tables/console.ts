/** People and their sessions. Owner: console-api. */
export interface ConsoleTables {
  users: UserRow;
  sessions: SessionRow;
  sign_in_links: SignInLinkRow;
}

/** Who signs in to the console. */
export interface UserRow {
  id: string;
  /** What is typed to sign in, in lower case. */
  name: string;
  role: string;
  /** A customer's own account. */
  account_id: string | null;
  /** scrypt; null while only links sign in. */
  password: string | null;
  created_at: number;
  disabled_at: number | null;
}

/** */
export interface SessionRow {
  /** SHA-256 of the cookie's token, hex. */
  hash: string;
  user_id: string;
  created_at: number;
  seen_at: number;
}

/** */
export interface SignInLinkRow {
  /** SHA-256 of the token in the link, hex. */
  hash: string;
  user_id: string;
  expires_at: number;
}
