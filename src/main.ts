import './fast-start.js';

await import('./run.ts');
