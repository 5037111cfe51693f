import { describe, expect, it } from 'vitest';
import { type MarkdownNode, readMarkdown, readTitle, wordsOf } from './markdown.js';

type Emphasis = 'bold' | 'italics' | 'underline' | 'strike' | 'spoiler';
const text = (words: string): MarkdownNode => ({ type: 'text', text: words });
const around = (type: Emphasis, words: string): MarkdownNode => ({ type, children: [text(words)] });

describe('readMarkdown', () => {
  it.each<[string, MarkdownNode[]]>([
    ['plain words', [text('plain words')]],
    [
      '**bold** and *it* or _it_',
      [around('bold', 'bold'), text(' and '), around('italics', 'it'), text(' or '), around('italics', 'it')],
    ],
    [
      '__under__ ~~gone~~ ||hush||',
      [around('underline', 'under'), text(' '), around('strike', 'gone'), text(' '), around('spoiler', 'hush')],
    ],
    ['snake_case_word', [text('snake_case_word')]],
    ['\\*not\\* \\_this\\_ \\[or\\](that)', [text('*not* _this_ [or](that)')]],
    ['`a *b*`', [{ type: 'code', text: 'a *b*' }]],
    ['<@12> <#34>', [{ type: 'user', id: '12' }, text(' '), { type: 'channel', id: '34' }]],
    ['</sesh create:56>', [{ type: 'command', name: 'sesh create' }]],
    ['<t:60:R>', [{ type: 'time', at: 60_000, style: 'R' }]],
    ['<t:60>', [{ type: 'time', at: 60_000, style: 'f' }]],
    ['<\u200b@12> @\u200beveryone', [text('<\u200b@12> @\u200beveryone')]],
    ['[a \\] b](https://x.test/y_(z))', [{ type: 'link', href: 'https://x.test/y_(z)', children: [text('a ] b')] }]],
    ['[x](javascript:alert(1))', [text('[x](javascript:alert(1))')]],
    ['<https://x.test>', [{ type: 'link', href: 'https://x.test', children: [text('https://x.test')] }]],
    [
      'see https://x.test/a_b_c.',
      [
        text('see '),
        { type: 'link', href: 'https://x.test/a_b_c', children: [text('https://x.test/a_b_c')] },
        text('.'),
      ],
    ],
    ['<b onclick="x">', [text('<b onclick="x">')]],
    ['# Big\nrest', [{ type: 'heading', level: 1, children: [text('Big')] }, text('rest')]],
    ['> one\n> two\nthree', [{ type: 'quote', children: [text('one\ntwo')] }, text('three')]],
    ['1. a\n2. b', [{ type: 'list', start: 1, items: [[text('a')], [text('b')]] }]],
    ['```js\nlet a;\n```', [{ type: 'fence', text: 'let a;\n' }]],
    ['** **', [around('bold', ' ')]],
    ['*', [text('*')]],
    ['👩‍👩‍👧‍👦 Ḧ̵̖́a̶̬̎u', [text('👩‍👩‍👧‍👦 Ḧ̵̖́a̶̬̎u')]],
  ])('%j', (written, nodes) => {
    expect(readMarkdown(written)).toEqual(nodes);
  });

  it('is quick with what is made to be slow', { timeout: 5_000 }, () => {
    const hostile = ['*', '_', '**', '[', '`', '~~', '||', '> ', '<@', '\\'].map((mark) =>
      mark.repeat(4_000 / mark.length),
    );
    for (const each of hostile) readMarkdown(each);
  });
});

it('knows neither links nor mentions in a title', () => {
  expect(readTitle('**a** <@1> [b](https://x.test)')).toEqual([around('bold', 'a'), text(' <@1> [b](https://x.test)')]);
});

it('says what a message says', () => {
  const nodes = readMarkdown('**Ends** for <@1>, see </sesh queue:2>');
  expect(wordsOf(nodes, () => 'Ada')).toBe('Ends for @Ada, see /sesh queue');
});
