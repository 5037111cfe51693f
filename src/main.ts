import { enableCompileCache, registerHooks } from 'node:module';

// From the second start on, Node need not strip and compile every file again.
enableCompileCache('node_modules/.cache/sesh');

// Node reads the package.json around every module anew to learn its format. That of drizzle-orm has 176 kB: its hundred
// modules would cost 0.4 s and 80 MB. They are all ES modules, so there is nothing to learn.
registerHooks({
  resolve(specifier, context, resolveAsUsual) {
    const isDrizzles = specifier.startsWith('./') || specifier.startsWith('../');
    if (!isDrizzles || !specifier.endsWith('.js') || !context.parentURL?.includes('/node_modules/drizzle-orm/'))
      return resolveAsUsual(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  },
});

await import('./run.ts');
