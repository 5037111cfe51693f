import { existsSync, statSync } from 'node:fs';
import { type Config, ConfigError, envFile, isLoopbackAddress, redirectUris, toSettings } from '../config.ts';
import { askService, ServiceUnreachable } from './ask-service.ts';
import { createDiscordChecks, type DiscordChecks, inviteLink } from './discord.ts';
import { diagnoseDatabase } from './doctor-database.ts';
import { type Finding, findingsOf, note, ok, problem } from './finding.ts';
import { createSpotifyChecks } from './spotify.ts';

/** An installation to be diagnosed. */
export type Installation = {
  values: Record<string, string>;
  envPath: string;
  /** A channel in which evenings are to be held. */
  channelId: string | undefined;
  nodeVersion: string;
  now: () => number;
};

const LEAST_NODE = 24;
const FEW_STARTS = 50;
/** Links and tokens count in minutes; Discord's answers in three seconds. */
const SKEW_MS = 10_000;

/** Diagnoses an installation: each finding is one line, and a problem says how to fix it. None contains a secret. */
export async function diagnose(installation: Installation): Promise<Finding[]> {
  const config = configured(installation);
  const before = [node(installation.nodeVersion), ...settingsFile(installation.envPath)];
  if (Array.isArray(config)) return [...before, ...config];
  const { databasePath, secretKeys } = config;
  return [
    ...before,
    ok('Every setting is there and has the right form.'),
    ...(await diagnoseDatabase({ path: databasePath, secretKeys, now: installation.now() })),
    ...(await findingsOf(() => discord(config, installation))),
    ...(await findingsOf(() => spotify(config))),
    ...(await web(config)),
  ];
}

function configured({ values, envPath }: Installation): Config | Finding[] {
  try {
    const settings = toSettings(values);
    if (settings.mode === 'real') return settings.config;
    if (envFile(envPath).problems.length > 0) return []; // something is configured, but it cannot be read
    return [problem('Nothing is configured, so npm start opens the sandbox: npm run setup asks for what is needed.')];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((what) => problem(`${what}: npm run setup asks for it, or fix it in .env.`));
  }
}

function node(version: string): Finding {
  const isNew = Number.parseInt(version.replace(/^v/, ''), 10) >= LEAST_NODE;
  return isNew
    ? ok(`Node ${version}.`)
    : problem(`Node ${version} is too old: use npm run, which brings its own, or Node ${LEAST_NODE}.`);
}

/** Returns the findings about the file itself. They come first: its values may not have been read. */
function settingsFile(path: string): Finding[] {
  const { problems, repeated } = envFile(path);
  const file = statSync(path, { throwIfNoEntry: false });
  const others = file?.isFile() ? file.mode & 0o077 : 0;
  return [
    ...problems.map((says) => problem(`${says}.`)),
    ...repeated.map((name) => note(`${path} sets ${name} more than once: the last value counts.`)),
    ...(others === 0 ? [] : [problem(`Other users of this computer can read ${path}: chmod 600 ${path}`)]),
    ...(existsSync(`${path}.new`) ? [note(`${path}.new was left by an interrupted setup: remove it.`)] : []),
  ];
}

async function discord(
  { discord: { url, token, clientSecret }, web: { publicUrl } }: Config,
  patient: Installation,
): Promise<Finding[]> {
  const checks = createDiscordChecks(url);
  const { id, name, redirects, at } = await checks.application(token);
  const redirect = redirectUris(publicUrl).discord;
  return [
    ok(`Discord knows the bot token: ${name}, application ${id}.`),
    ...(await findingsOf(async () => {
      await checks.checkSecret(id, clientSecret);
      return [ok('Discord knows the client secret.')];
    })),
    redirects === null
      ? note(`Discord does not say which redirects it knows: look for ${redirect} at OAuth2 → Redirects.`)
      : redirects.includes(redirect)
        ? ok('Discord knows the redirect.')
        : problem(`Discord does not know the redirect: add ${redirect} at OAuth2 → Redirects.`),
    ...(await findingsOf(async () => [starts(await checks.startsLeft(token))])),
    ...(await findingsOf(() => channel(checks, patient.channelId, { token, id, invite: inviteLink(url, id) }))),
    ...clock(at, patient.now()),
  ];
}

function starts({ remaining, resetMs }: { remaining: number; resetMs: number }): Finding {
  const says = `Discord’s gateway lets the bot begin ${remaining} more sessions in the next ${Math.ceil(resetMs / 3_600_000)} h`;
  return remaining >= FEW_STARTS
    ? ok(`${says}.`)
    : problem(`${says}: something restarts it over and over, read its log.`);
}

async function channel(
  checks: DiscordChecks,
  channelId: string | undefined,
  bot: { token: string; id: string; invite: string },
): Promise<Finding[]> {
  if (channelId === undefined) return [note('Permissions were not looked at: npm run doctor -- --channel ID does.')];
  const { channel: name, missing } = await checks.missingIn(bot.token, bot.id, channelId);
  if (missing.length === 0) return [ok(`The bot may do all it needs in #${name}.`)];
  return [
    problem(
      `In #${name} the bot lacks ${missing.join(', ')}: allow it in the channel’s settings, or invite again: ${bot.invite}`,
    ),
  ];
}

function clock(theirs: number | null, ours: number): Finding[] {
  if (theirs === null) return [];
  const seconds = Math.round(Math.abs(theirs - ours) / 1_000);
  return seconds * 1_000 < SKEW_MS
    ? [ok('The clock of this computer is right.')]
    : [problem(`The clock of this computer is ${seconds} s off: timedatectl set-ntp true`)];
}

async function spotify({
  spotify: { accountsUrl, clientId, clientSecret },
  web: { publicUrl },
}: Config): Promise<Finding[]> {
  const checks = createSpotifyChecks(accountsUrl);
  await checks.checkSecret(clientId, clientSecret);
  return [
    ok('Spotify knows client id and secret.'),
    ...(await findingsOf(async () => {
      await checks.checkRedirect(clientId, redirectUris(publicUrl).spotify);
      return [ok('Spotify does not refuse the redirect URI.')];
    })),
    note('The owner’s Premium and the list of five people show only when somebody links.'),
  ];
}

async function web({ web: { publicUrl, host, port } }: Config): Promise<Finding[]> {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const here = await statusOf(`http://${near}:${port}/readyz`);
  if (typeof here === 'string') return [note('The bot is not running here, so PUBLIC_URL was not tried: npm start')];
  const ready =
    here === 200 ? ok('The bot is running and ready.') : problem('The bot is running but not ready: read its log.');
  const outside = await statusOf(`${publicUrl}/healthz`);
  if (outside !== 200) {
    const why = typeof outside === 'string' ? outside : `The answer there is ${outside}.`;
    return [ready, problem(`PUBLIC_URL does not lead to the bot: look at proxy, DNS and firewall. ${why}`)];
  }
  const reach = isLoopbackAddress(new URL(publicUrl).hostname)
    ? note('PUBLIC_URL is this computer: links work for nobody else.')
    : ok('PUBLIC_URL leads to the bot, as far as this computer can see.');
  return [ready, reach];
}

/** Returns the HTTP status of an address, or why there is none. */
async function statusOf(url: string): Promise<number | string> {
  try {
    return (await askService(url, url)).status;
  } catch (error) {
    if (error instanceof ServiceUnreachable) return error.message;
    throw error;
  }
}
