/** The source of everything that is drawn by chance or must not be guessed. */
export type Secrets = {
  /** An unguessable URL-safe text of at least 128 bits. */
  token(): string;
  /** 32 hexadecimal digits. */
  seed(): string;
  /** A short identifier, letters and digits only. */
  id(): string;
  /** A one-way fingerprint (SHA-256, base64url): what is stored in place of a token, and PKCE's S256 challenge. */
  fingerprint(text: string): string;
};

/**
 * Returns the fingerprints of a person within one session, the present one first: without the keys nobody tells from
 * them who it is, and no two sessions have the same.
 */
export type Fingerprints = (sessionId: string, userId: string) => readonly string[];
