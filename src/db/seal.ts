import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Fingerprints, Secrets } from '../ports/secrets.ts';

export type Seal = {
  /** Encrypts `text` for `owner`: it opens for nobody else's row. */
  encrypt(text: string, owner: string): string;
  /** The text again; throws if the key is wrong or the bytes or the owner are not those it was sealed with. */
  decrypt(sealed: string, owner: string): string;
  /** The same text sealed with the first key; null if it is already, or if no key opens it. */
  reencrypt(sealed: string, owner: string): string | null;
};

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with the first key; the others only open what was sealed before a rotation. Keys are 32 bytes. */
export function createSeal(keys: readonly Buffer[]): Seal {
  const [current] = keys;
  if (!current) throw new Error('a seal needs a key');

  return {
    encrypt: (text, owner) => seal(text, current, owner),
    decrypt: (sealed, owner) => openWith(keys, sealed, owner).text,
    reencrypt(sealed, owner) {
      try {
        const { text, key } = openWith(keys, sealed, owner);
        return key === current ? null : seal(text, current, owner);
      } catch {
        return null; // whoever opens it next is told so
      }
    },
  };
}

function seal(text: string, key: Buffer, owner: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** The text, and which key opened it. */
function openWith(keys: readonly Buffer[], sealed: string, owner: string): { text: string; key: Buffer } {
  const bytes = Buffer.from(sealed, 'base64url');
  const failures: unknown[] = [];
  for (const key of keys) {
    try {
      return { text: unseal(bytes, key, owner), key };
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, 'no key opens this');
}

function unseal(bytes: Buffer, key: Buffer, owner: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
  const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

const FINGERPRINT_BYTES = 16;

/**
 * Fingerprints people per session (HMAC-SHA256), with a key of its own derived from each SECRET_KEY: what was written
 * before a rotation is known again for as long as the older key is given.
 */
export function createFingerprints(keys: readonly Buffer[]): Fingerprints {
  const derived = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'pseudonyms in open sessions', 32)));
  return (sessionId, userId) =>
    derived.map((key) => {
      const digest = createHmac('sha256', key).update(`${sessionId}:${userId}`).digest();
      return digest.subarray(0, FINGERPRINT_BYTES).toString('base64url');
    });
}

/** Chance that nobody can guess, from the operating system. */
export function createSecrets(): Secrets {
  return {
    token: () => randomBytes(32).toString('base64url'),
    seed: () => randomBytes(16).toString('hex'),
    id: () => randomBytes(6).toString('hex'),
    fingerprint: (text) => createHash('sha256').update(text).digest('base64url'),
  };
}
