import { enableCompileCache } from 'node:module';

enableCompileCache('node_modules/.cache/sesh');
const { runCommand } = await import('./operator/operate.ts');
process.exitCode = await runCommand(process.argv.slice(2));
