import { expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { headline, linkUrlOf } from '../stories/linking-steps.ts';
import { startStory } from '../stories/story.ts';

const TOKEN = /\/oauth2\/token$/;
const USER = /\/users\/@me$/;
const START_AGAIN = 'Nothing was connected';
const NOT_SET_UP = 'The bot is not set up right';
const NO_ANSWER = 'No answer just now';

it.each([
  [
    'the code was used before',
    TOKEN,
    400,
    { error: 'invalid_grant', error_description: 'Invalid "code"' },
    START_AGAIN,
  ],
  [
    'the code is none at all',
    TOKEN,
    400,
    { error: 'invalid_request', error_description: 'Missing "code"' },
    START_AGAIN,
  ],
  ['the code was used before, said with 401', TOKEN, 401, { error: 'invalid_grant' }, START_AGAIN],
  ['the client secret is wrong', TOKEN, 401, { error: 'invalid_client' }, NOT_SET_UP],
  ['the client secret is wrong, said with 400', TOKEN, 400, { error: 'invalid_client' }, NOT_SET_UP],
  ['the client may not ask', TOKEN, 400, { error: 'unauthorized_client' }, NOT_SET_UP],
  ['a gate in front of Discord says no', TOKEN, 401, 'Unauthorized', NO_ANSWER],
  ['another gate says no', TOKEN, 403, '<html>blocked</html>', NO_ANSWER],
  ['there is no token in the answer', TOKEN, 200, {}, NO_ANSWER],
  ['the consent was taken back at once', USER, 401, { code: 0, message: '401: Unauthorized' }, START_AGAIN],
  ['the consent does not reach', USER, 403, { code: 50_001, message: 'Missing Access' }, START_AGAIN],
  ['a gate hides the user', USER, 404, 'not found', NO_ANSWER],
  ['the user is no user', USER, 200, { id: 7 }, NO_ANSWER],
])('Discord’s sign-in: %s', async (_, path, status, body, title) => {
  const story = await startStory();
  const browser = createBrowser();
  await browser.open(await linkUrlOf(story, 'ada'));
  await browser.submit();
  story.discord.failNext({ path, status, body });
  const page = await browser.submit({ user: story.people.ada.user.id });
  expect(headline(page)).toBe(title);
});
