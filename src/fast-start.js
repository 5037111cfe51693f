import { enableCompileCache, registerHooks } from 'node:module';

/*
 * Loaded before everything else, and JavaScript itself: from the second start on, what stands in the cache need not be
 * compiled, and where nothing is left to strip of its types, Node does not even load the stripper (24 MB).
 */
enableCompileCache('node_modules/.cache/sesh');

/*
 * Node reads the package.json around every module anew to learn its format. That of drizzle-orm has 176 kB: its hundred
 * modules would cost 0.4 s and 80 MB. They are all ES modules, so there is nothing to learn.
 */
/*
 * What is asked for and never called need not be read either: superagent, 1 MB with what it needs, because
 * src/spotify/transport.ts stands in its place below the Spotify library; and the fifty languages of zod's messages.
 */
const NOTHING = { url: new URL('nothing.cjs', import.meta.url).href, format: 'commonjs', shortCircuit: true };

registerHooks({
  resolve(specifier, context, resolveAsUsual) {
    if (specifier === 'superagent' || isZodsLanguages(specifier, context)) return NOTHING;
    const isRelative = specifier.startsWith('./') || specifier.startsWith('../');
    const isDrizzles = isRelative && context.parentURL?.includes('/node_modules/drizzle-orm/');
    if (!isDrizzles || !specifier.endsWith('.js')) return resolveAsUsual(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  },
});

function isZodsLanguages(specifier, { parentURL }) {
  return specifier === '../locales/index.js' && parentURL?.includes('/node_modules/zod/');
}
