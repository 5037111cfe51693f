import { enableCompileCache } from 'node:module';

// From the second start on, Node need not strip and compile every file again.
enableCompileCache('node_modules/.cache/sesh');
await import('./run.ts');
