import { NO_FLAGS, type WireUser } from '../wire.ts';

export type User = {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  /** The hash that names the picture, or null for the default one. */
  readonly avatar: string | null;
  readonly bot: boolean;
};

export function toUser(user: User): WireUser {
  return {
    ...user,
    discriminator: '0',
    public_flags: NO_FLAGS,
    flags: NO_FLAGS,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** A name as Discord allows it for accounts: lower case, digits, _ and . */
export function usernameFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, '');
  return plain.length >= 2 ? plain : `user.${plain}`;
}
