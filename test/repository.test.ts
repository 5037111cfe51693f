import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';

/*
 * What the platform that hosts the repository reads from .github: it says nothing about a mistake there until somebody
 * pushes, opens an issue, or waits for an update.
 */
const WORKFLOWS = '.github/workflows';
const FORMS = '.github/ISSUE_TEMPLATE';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.object({
  uses: z.string().optional(),
  permissions: permissions.optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(z.string(), job),
});
const form = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(
    z.object({
      type: z.enum(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']),
      id: z.string().optional(),
      attributes: z.object({ label: z.string().optional(), value: z.string().optional() }),
      validations: z.object({ required: z.boolean() }).optional(),
    }),
  ),
});
const dependabot = z.object({
  updates: z.array(
    z.object({
      'package-ecosystem': z.string(),
      directory: z.string(),
      groups: z.record(z.string(), z.object({ patterns: z.array(z.string()).optional() })),
    }),
  ),
});
const manifest = z.object({
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

const { scripts, dependencies, devDependencies } = manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));

describe.each(readdirSync(WORKFLOWS))('workflow %s', (file) => {
  const { permissions: least, jobs } = read(join(WORKFLOWS, file), workflow);
  const steps = Object.values(jobs).flatMap((one) => one.steps);

  it('calls only commands and files that there are', () => {
    const commands = steps.flatMap(({ run = '' }) => commandsIn(run));
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
    const files = steps.flatMap((one) =>
      [...(one.run ?? '').matchAll(/(?:\.ci|deploy)\/[\w.-]+/g)].map(([path]) => path),
    );
    const inputs = steps.flatMap((one) => [one.with?.file, one.with?.['node-version-file']]);
    const paths = [...files, ...inputs].filter((path) => typeof path === 'string');
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('may do no more than it needs, and ends', () => {
    expect(least).toEqual({ contents: 'read' });
    for (const [name, one] of Object.entries(jobs)) {
      expect([name, one.uses !== undefined || one['timeout-minutes'] !== undefined]).toEqual([name, true]);
      const isPublishing = one.steps.some(({ uses = '' }) => uses.startsWith('docker/login-action@'));
      expect([name, one.permissions?.packages === 'write']).toEqual([name, isPublishing]);
    }
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
  });

  it('uses nobody’s actions but those of GitHub and Docker, each in one major version', () => {
    const used = [...steps, ...Object.values(jobs)].flatMap(({ uses }) => uses ?? []);
    for (const uses of used) {
      if (uses.startsWith('./')) expect(existsSync(uses)).toBe(true);
      else expect(uses).toMatch(/^(actions|docker)\/[a-z-]+@v\d+$/);
    }
  });

  it('gives nothing that a stranger may write to a shell', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

it('the workflows do what .ci/run does', () => {
  const called = readdirSync(WORKFLOWS).flatMap((file) => commandsIn(readFileSync(join(WORKFLOWS, file), 'utf8')));
  for (const command of commandsIn(readFileSync('.ci/run', 'utf8'))) expect(called).toContain(command);
});

it.each(readdirSync(FORMS).filter((file) => file !== 'config.yml'))(
  'the form %s asks for something, and each thing once',
  (file) => {
    const { body } = read(join(FORMS, file), form);
    const asked = body.filter(({ type }) => type !== 'markdown');
    expect(asked.every(({ id, attributes }) => id !== undefined && attributes.label !== undefined)).toBe(true);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    expect(asked.some(({ validations }) => validations?.required)).toBe(true);
  },
);

it('a person has to choose a form', () => {
  expect(read(join(FORMS, 'config.yml'), z.unknown())).toEqual({ blank_issues_enabled: false });
});

it('updates are looked for where there is something to update, and each group has members', () => {
  const { updates } = read('.github/dependabot.yml', dependabot);
  const names = Object.keys({ ...dependencies, ...devDependencies });
  const places = { npm: 'package.json', 'github-actions': '.github/workflows', docker: 'Containerfile' };
  for (const { 'package-ecosystem': kind, directory, groups } of updates) {
    const found = Object.entries(places).find(([name]) => name === kind)?.[1];
    expect([kind, existsSync(join('.', directory, found ?? 'none'))]).toEqual([kind, true]);
    if (kind !== 'npm') continue;
    const patterns = Object.values(groups).flatMap((group) => group.patterns ?? []);
    expect(patterns.filter((pattern) => !names.some((name) => matches(name, pattern)))).toEqual([]);
  }
});

/** The scripts that a shell text runs; npm's own commands for a test are ours, too. */
function commandsIn(text: string): string[] {
  const run = [...text.matchAll(/\bnpm run (?:-s |--silent )*([\w:-]+)/g)].map(([, name = '']) => name);
  return /\bnpm (test|cit|install-ci-test)\b/.test(text) ? [...run, 'test'] : run;
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** Parses YAML without a single error or warning, in the shape that is expected. */
function read<T extends z.ZodType>(path: string, shape: T): z.output<T> {
  const document = parseDocument(readFileSync(path, 'utf8'), { strict: true, uniqueKeys: true });
  expect([path, ...document.errors, ...document.warnings]).toEqual([path]);
  return shape.parse(document.toJS());
}

it('the index of the decisions names each by its title', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  const decisions = readdirSync('docs/decisions').filter((name) => name !== 'README.md');
  const missing = decisions.filter((name) => {
    const title = /^# (?:\d{3}:? )?(.+)$/m.exec(readFileSync(join('docs/decisions', name), 'utf8'))?.[1];
    return title === undefined || !index.includes(`- [${name.slice(0, 3)}](${name}) ${title}\n`);
  });
  expect(missing).toEqual([]);
});
