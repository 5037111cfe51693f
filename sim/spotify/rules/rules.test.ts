import { expect, test } from 'vitest';
import { createSpotifyHarness } from '../harness.ts';
import type { Breach } from './breach.ts';
import { accountBreaches } from './breaches-accounts.ts';
import { gateBreaches } from './breaches-gate.ts';
import { playerBreaches } from './breaches-player.ts';
import { playlistBreaches } from './breaches-playlists.ts';
import type { Rule } from './rule.ts';
import { type RuleId, rules } from './rules.ts';

/** One way to break each rule: the type sees to it that none is missing and none is invented. */
const breaches: Record<RuleId, Breach> = {
  ...accountBreaches,
  ...gateBreaches,
  ...playerBreaches,
  ...playlistBreaches,
};

test.each<Rule>(rules)('$id: $says', async ({ id, answer, bug }) => {
  const harness = await createSpotifyHarness();
  const outcome = await breaches[id as RuleId](harness);
  const { reply, says } = 'reply' in outcome ? outcome : { reply: outcome, says: undefined };

  if (answer) expect(reply.status).toBe(answer.status);
  else if (says === undefined) expect(reply.status).toBeLessThan(400);

  const expected = typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? '').slice(0, -3);
  if (says === undefined && answer) expect(reply.text).toContain(expected);
  if (says !== undefined) expect(reply.text).toContain(says);

  expect(harness.spotify.violations.map((violation) => violation.split(':')[0])).toEqual(bug ? [id] : []);
});

test('every rule has an id of its own and a public source', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(Object.keys(breaches).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
  for (const { source } of rules) expect(source).toMatch(/^https:\/\/(developer\.spotify|github)\.com\//);
});
