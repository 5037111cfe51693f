import { closeSync, fchmodSync, openSync } from 'node:fs';

const OWNER_ONLY = 0o600;

/**
 * Creates a file that only its owner can read and write, whatever the umask says, and returns its descriptor.
 * @throws EEXIST if anything has that name, be it a link: nothing is overwritten, and no link is followed.
 */
export function createPrivateFile(path: string): number {
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    fchmodSync(file, OWNER_ONLY); // a umask takes rights away from the owner, too
  } catch (error) {
    if (!keepsNoPermissions(error)) {
      closeSync(file);
      throw error;
    }
  }
  return file;
}

/** Some file systems (a USB stick's, say) refuse to keep permissions: they are as the mount has them. */
function keepsNoPermissions(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'EINVAL', 'ENOSYS'].includes(String(error.code))
  );
}
