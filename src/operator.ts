import { enableCompileCache } from 'node:module';

enableCompileCache('node_modules/.cache/sesh');
const { operate } = await import('./operator/operate.ts');
process.exitCode = await operate(process.argv.slice(2));
