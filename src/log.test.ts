import { expect, it } from 'vitest';
import { createLog } from './log.ts';

function logged(data: object): string {
  const lines: string[] = [];
  createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }).info(
    data,
    'something happened',
  );
  return lines.join();
}

it.each([
  { accessToken: 'hush' },
  { grant: { refreshToken: 'hush' } },
  { config: { discord: { token: 'hush' } } },
  { config: { spotify: { clientSecret: 'hush' } } },
  { request: { headers: { authorization: 'hush' } } },
])('a secret is not written, wherever it stands: %j', (data) => {
  expect(logged(data)).toMatch(/\[redacted\]/);
  expect(logged(data)).not.toMatch(/hush/);
});

it('an error is written with its causes, and without what it carries besides', () => {
  const cause = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH', request: 'hush' });
  const { err } = JSON.parse(logged({ err: new Error('no answer', { cause }) }));
  expect(err).toMatchObject({
    type: 'Error',
    message: 'no answer',
    cause: { type: 'Error', message: 'no route', errorCode: 'EHOSTUNREACH' },
  });
  expect(JSON.stringify(err)).not.toMatch(/hush/);
});

it('what was thrown and is no error is written as its text, or not at all', () => {
  expect(JSON.parse(logged({ err: 'gone' })).err).toEqual({ message: 'gone' });
  expect(JSON.parse(logged({ err: { token: 'hush' } })).err).toEqual({ message: 'not an error' });
});
