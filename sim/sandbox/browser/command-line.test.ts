import { describe, expect, it } from 'vitest';
import { leavesOf, lineToSend, suggest } from './command-line.js';

const leaves = leavesOf([
  {
    name: 'sesh',
    description: 'An evening',
    options: [
      {
        type: 1,
        name: 'create',
        description: 'Open a session',
        options: [
          { type: 4, name: 'songs', description: 'How many', min_value: 1, max_value: 10 },
          {
            type: 3,
            name: 'order',
            description: 'How mixed',
            choices: [
              { name: 'fair: in turns', value: 'fair' },
              { name: 'random', value: 'random' },
            ],
          },
        ],
      },
      {
        type: 1,
        name: 'start',
        description: 'Play',
        options: [{ type: 3, name: 'device', description: 'Where', autocomplete: true }],
      },
      { type: 1, name: 'kick', description: 'Out', options: [{ type: 6, name: 'member', description: 'Who' }] },
      { type: 1, name: 'end', description: 'Stop' },
    ],
  },
]);
const people = [
  { name: 'Ada', username: 'ada.plays' },
  { name: 'Ben', username: 'bennybeats' },
];
const offered = (text: string) => suggest(text, leaves, people).items.map(({ label }) => label);

describe('what could come next', () => {
  it.each([
    ['hello', []],
    ['/', ['/sesh create', '/sesh start', '/sesh kick', '/sesh end']],
    ['/cr', ['/sesh create']],
    ['/sesh e', ['/sesh end']],
    ['/sesh end', []],
    ['/sesh frobnicate', []],
    ['/sesh create ', ['songs:', 'order:']],
    ['/sesh create so', ['songs:']],
    ['/sesh create songs:3 ', ['order:']],
    ['/sesh create songs:3', []],
    ['/sesh create order:', ['fair: in turns', 'random']],
    ['/sesh create order:ran', ['random']],
    ['/sesh create order:random ', ['songs:']],
    ['/sesh kick member:b', ['@Ben']],
  ])('%j', (text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it('asks the bot where the bot knows', () => {
    expect(suggest('/sesh start device:pho', leaves, people).asks?.name).toBe('device');
  });
});

describe('what is sent', () => {
  const chosen = (option: string, name: string, value: string) => new Map([[option, { name, value }]]);

  it('is what was typed', () => {
    expect(lineToSend('/sesh create songs:3', leaves, new Map())).toBe('/sesh create songs:3');
  });
  it('names a choice by its value', () => {
    const line = lineToSend(
      '/sesh create order:fair: in turns songs:3',
      leaves,
      chosen('order', 'fair: in turns', 'fair'),
    );
    expect(line).toBe('/sesh create order:"fair" songs:3');
  });
  it('holds a value together that would fall apart', () => {
    const line = lineToSend(
      '/sesh start device:Ada’s phone ',
      leaves,
      chosen('device', 'Ada’s phone', 'a "b" device:c'),
    );
    expect(line).toBe('/sesh start device:"a \\"b\\" device:c"');
  });
  it('lets go of a choice that was typed over', () => {
    const line = lineToSend('/sesh start device:kitchen', leaves, chosen('device', 'Ada’s phone', '1'));
    expect(line).toBe('/sesh start device:kitchen');
  });
});
