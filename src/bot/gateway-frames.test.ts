import { expect, it } from 'vitest';
import { readFrame } from './gateway-frames.ts';

it.each<[string, unknown]>([
  ['{"op":0,"t":"READY","s":1,"d":{}}', { op: 0, t: 'READY', s: 1, d: {} }],
  ['{"op":0,"t":"READY","d":{}}', { op: 0, t: 'READY', s: null, d: {} }],
  ['{"op":0,"t":"READY","s":"1","d":null}', { op: 0, t: 'READY', s: null, d: null }],
  ['{"op":0,"t":null,"s":1,"d":{}}', null],
  ['{"op":1,"d":null}', { op: 1 }],
  ['{"op":7}', { op: 7 }],
  ['{"op":9,"d":true}', { op: 9, canResume: true }],
  ['{"op":9,"d":null}', { op: 9, canResume: false }],
  ['{"op":9}', { op: 9, canResume: false }],
  ['{"op":10,"d":{"heartbeat_interval":45000}}', { op: 10, heartbeatMs: 45_000 }],
  ['{"op":10,"d":{"heartbeat_interval":0}}', { op: 10, heartbeatMs: 41_250 }],
  ['{"op":10,"d":{"heartbeat_interval":"soon"}}', { op: 10, heartbeatMs: 41_250 }],
  ['{"op":10,"d":null}', { op: 10, heartbeatMs: 41_250 }],
  ['{"op":11,"d":7}', { op: 11 }],
  ['{"op":99}', null],
  ['{"op":"0"}', null],
  ['null', null],
  ['[]', null],
  ['{', null],
  ['', null],
])('%s', (text, frame) => {
  expect(readFrame(text)).toEqual(frame);
});
