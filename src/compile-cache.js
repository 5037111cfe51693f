import { enableCompileCache } from 'node:module';

/*
 * Plain JavaScript, and loaded before src/main.ts: from the second start on, Node finds that one in the cache as well, has
 * nothing left to strip of its types, and does not load what strips them (20 MB; docs/decisions/066).
 */
enableCompileCache('node_modules/.cache/sesh');
