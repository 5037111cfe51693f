import { expect, it } from 'vitest';
import { makeReadable } from './readable.ts';

const PRESS = {
  id: '1573775002828800001',
  application_id: '1573775002828800000',
  type: 3,
  token: 'token',
  guild_id: '1573775002828800002',
  member: { user: { id: '1573775002828800006', username: 'ada' }, roles: [] },
  channel: { id: '1573775002828800005', type: 0 },
  message: {
    id: '1573775002828800009',
    channel_id: '1573775002828800005',
    author: { id: '1573775002828800000', username: 'Sesh' },
  },
  data: { custom_id: 'sesh:v1:join:abc', component_type: 2 },
  entitlements: [],
  authorizing_integration_owners: {},
};

const packet = (changes: object) => ({ t: 'INTERACTION_CREATE', d: { ...PRESS, ...changes } });

it('leaves a whole interaction as it is', () => {
  const whole = packet({});
  expect([makeReadable(whole), whole]).toEqual([true, { t: 'INTERACTION_CREATE', d: PRESS }]);
});

it.each(['entitlements', 'authorizing_integration_owners'])('does without %s', (field) => {
  const without = packet({ [field]: undefined });
  expect([makeReadable(without), without.d]).toEqual([true, PRESS]);
});

it.each([
  ['nobody', { member: undefined }],
  ['a member without a user', { member: { roles: [] } }],
  ['no data', { data: undefined }],
  ['no message', { message: undefined }],
  ['no id', { id: undefined }],
  ['an id that is none', { id: 'x' }],
  ['a channel that is none', { channel: 'music' }],
])('turns an interaction with %s into nothing', (_, changes) => {
  const broken = packet(changes);
  expect([makeReadable(broken), broken.t]).toEqual([false, 'UNREADABLE']);
});

it.each([null, 'text', 7, []])('turns %j in place of an interaction into nothing', (d) => {
  expect(makeReadable({ t: 'INTERACTION_CREATE', d })).toBe(false);
});

it('does not look at other events', () => {
  expect(makeReadable({ t: 'GUILD_CREATE', d: null })).toBe(true);
});
