import { describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { verdictAtStart, verdictWhileRunning } from './verdict.ts';

const coded = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more });
const named = (name: string) => Object.assign(new Error(name), { name });

/** What a person has to mend first: supervisors leave it alone (deploy/sesh.service, deploy/container-start.sh). */
const NOT_RESTARTED = [77, 78];

const AT_START: [what: unknown, code: number, words: RegExp][] = [
  [named('BotRejected'), 77, /DISCORD_TOKEN/],
  [named('BotLost'), 75, /out of reach/],
  [new ConfigError(['PUBLIC_URL is missing']), 78, /PUBLIC_URL is missing/],
  [coded('EADDRINUSE'), 1, /PORT or METRICS_ADDR is taken/],
  [coded('ENOTFOUND'), 78, /HOST or METRICS_ADDR/],
  [coded('EACCES', { syscall: 'listen' }), 78, /HOST and PORT/],
  [coded('EACCES', { syscall: 'mkdir' }), 78, /DATABASE_PATH/],
  [coded('EROFS', { syscall: 'mkdir' }), 78, /DATABASE_PATH/],
  [coded('EINVAL', { syscall: 'listen' }), 78, /HOST or METRICS_ADDR/],
  [coded('EAFNOSUPPORT', { syscall: 'listen' }), 78, /HOST or METRICS_ADDR/],
  [coded('ENAMETOOLONG', { syscall: 'mkdir' }), 78, /DATABASE_PATH/],
  [coded('ELOOP', { syscall: 'mkdir' }), 78, /DATABASE_PATH/],
  [coded('SQLITE_CANTOPEN'), 78, /DATABASE_PATH/],
  [coded('SQLITE_CANTOPEN_ISDIR'), 78, /DATABASE_PATH/],
  [coded('SQLITE_READONLY_DIRECTORY'), 78, /cannot be written/],
  [coded('SQLITE_NOTADB'), 78, /not a database of ours/],
  [coded('SQLITE_CORRUPT_INDEX'), 78, /damaged/],
  [coded('NEWER_DATABASE'), 78, /newer sesh/],
  [coded('SQLITE_BUSY'), 75, /another sesh/],
  [coded('SQLITE_BUSY_RECOVERY'), 75, /another sesh/],
  [coded('SQLITE_FULL'), 75, /disk is full/],
  [coded('SQLITE_IOERR_WRITE'), 75, /disk/],
  [coded('ERR_OTHER'), 1, /could not start/],
  [undefined, 1, /could not start/],
];

const WHILE_RUNNING: [what: unknown, words: RegExp][] = [
  [coded('ENOTFOUND', { syscall: 'getaddrinfo' }), /bug/],
  [coded('EACCES', { syscall: 'open' }), /bug/],
  [coded('ENOENT'), /bug/],
  [coded('EADDRINUSE', { syscall: 'listen' }), /bug/],
  [coded('EADDRNOTAVAIL'), /bug/],
  [new ConfigError(['SECRET_KEY is missing']), /bug/],
  [coded('SQLITE_FULL'), /disk is full/],
  [coded('ENOSPC', { syscall: 'write' }), /disk is full/],
  [coded('SQLITE_IOERR_SHORT_READ'), /disk/],
  [coded('SQLITE_READONLY_DBMOVED'), /disk and folder/],
  [coded('SQLITE_CANTOPEN'), /disk and folder/],
  [coded('SQLITE_CORRUPT'), /damaged/],
  [coded('SQLITE_NOTADB'), /damaged/],
  [coded('SQLITE_BUSY_SNAPSHOT'), /using the database/],
  [coded('SQLITE_CONSTRAINT_UNIQUE'), /bug/],
  [new TypeError('x is not a function'), /bug/],
  ['a text', /bug/],
  [null, /bug/],
];

describe('what keeps Sesh from starting', () => {
  it.each(AT_START)('%s ends with %i', (what, code, words) => {
    expect(verdictAtStart(what)).toEqual({ code, explanation: expect.stringMatching(words) });
  });
});

describe('what nobody caught while Sesh ran', () => {
  it.each(WHILE_RUNNING)('%s ends so that it is started again', (what, words) => {
    const { code, explanation } = verdictWhileRunning(what);
    expect(explanation).toMatch(words);
    expect(code).toBeGreaterThan(0);
    expect(NOT_RESTARTED).not.toContain(code);
  });

  it('but not when Discord itself refuses the bot', () => {
    expect([verdictWhileRunning(named('BotRejected')).code, verdictWhileRunning(named('BotLost')).code]).toEqual([
      77, 75,
    ]);
  });
});
