import { ConfigError, EXIT_CONFIG } from './config.ts';

/** The end of a process: its exit code, and the reason in words for the log. */
export type Verdict = { code: number; explanation: string };

/** Nothing that is known; supervisors start it again. */
const EXIT_UNEXPECTED = 1;
/** The exit code for what can succeed a little later, in a new process (sysexits.h, EX_TEMPFAIL). */
const EXIT_LATER = 75;
/** Discord refuses the bot for good (EX_NOPERM): a restart mends nothing. */
const EXIT_REJECTED = 77;

/** Returns the ending for what kept Sesh from starting: much of it is a setting, which no restart mends. */
export function verdictAtStart(error: unknown): Verdict {
  return byDiscord(error) ?? bySetting(error) ?? { code: EXIT_UNEXPECTED, explanation: 'sesh could not start' };
}

/**
 * Returns the ending for what nobody caught while Sesh ran. The settings were good enough to start with, so that only
 * Discord's own no is not worth another start.
 */
export function verdictWhileRunning(error: unknown): Verdict {
  return (
    byDiscord(error) ??
    byDisk(error) ?? {
      code: EXIT_UNEXPECTED,
      explanation: 'sesh has a bug and cannot go on: it has to be started again',
    }
  );
}

function byDiscord(error: unknown): Verdict | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'BotRejected')
    return { code: EXIT_REJECTED, explanation: 'discord refuses this bot: check DISCORD_TOKEN' };
  if (error.name === 'BotLost')
    return { code: EXIT_LATER, explanation: 'discord is out of reach for this process: start it again' };
  return null;
}

function byDisk(error: unknown): Verdict | null {
  switch (familyOf(codeOf(error))) {
    case 'SQLITE_FULL':
    case 'ENOSPC':
      return { code: EXIT_LATER, explanation: 'the disk is full' };
    case 'SQLITE_BUSY':
      return { code: EXIT_LATER, explanation: 'another program is using the database' };
    case 'SQLITE_IOERR':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return { code: EXIT_LATER, explanation: 'the database cannot be read or written: look at its disk and folder' };
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return { code: EXIT_LATER, explanation: 'the database is damaged: stop the bot and restore a backup' };
    default:
      return null;
  }
}

function bySetting(error: unknown): Verdict | null {
  if (error instanceof ConfigError) return { code: EXIT_CONFIG, explanation: error.problems.join('; ') };
  const code = codeOf(error);
  switch (familyOf(code)) {
    case 'EADDRINUSE':
      return { code: EXIT_UNEXPECTED, explanation: 'PORT or METRICS_ADDR is taken by another program' };
    case 'SQLITE_BUSY':
      return { code: EXIT_LATER, explanation: 'another sesh is using this database' };
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
      return { code: EXIT_CONFIG, explanation: 'HOST or METRICS_ADDR is not an address of this computer' };
    case 'NEWER_DATABASE':
      return {
        code: EXIT_CONFIG,
        explanation: 'the database was written by a newer sesh: install that one, or restore a backup',
      };
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return { code: EXIT_CONFIG, explanation: 'DATABASE_PATH is not a database of ours, or a damaged one' };
    case 'SQLITE_READONLY':
      return { code: EXIT_CONFIG, explanation: 'the file of DATABASE_PATH cannot be written' };
    case 'SQLITE_CANTOPEN':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return {
        code: EXIT_CONFIG,
        explanation: isAboutListening(error)
          ? 'HOST and PORT, or METRICS_ADDR, may not be listened on'
          : 'DATABASE_PATH cannot be opened',
      };
    default:
      return byDisk(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** SQLite's extended codes name the primary one first (https://sqlite.org/rescode.html): SQLITE_IOERR_WRITE. */
function familyOf(code: string): string {
  return /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
}

function isAboutListening(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}
