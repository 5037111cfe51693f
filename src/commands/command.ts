import type { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import type { Person } from '../ports/links.ts';
import type { Access, Caller, Which } from '../service/access.ts';
import type { CardService } from '../service/cards.ts';
import type { ChangeOfHost } from '../service/change-of-host.ts';
import type { Devices } from '../service/devices.ts';
import type { Ending } from '../service/ending.ts';
import type { LinkingService } from '../service/linking.ts';
import type { LobbyService } from '../service/lobby.ts';
import type { MemberService } from '../service/members.ts';
import type { PlayingService } from '../service/playing.ts';
import type { PrivacyService } from '../service/privacy.ts';
import type { RecapService } from '../service/recaps.ts';
import type { Renewal } from '../service/renewal.ts';
import type { SkippingService } from '../service/skipping.ts';
import type { SongService } from '../service/songs.ts';
import type { StartingService } from '../service/starting.ts';
import type { UnlinkingService } from '../service/unlinking.ts';
import type { RefusalCode } from '../session/refusal.ts';
import type { Reply } from './reply.ts';

/** The services that commands act through. */
export type Services = {
  access: Access;
  lobbies: LobbyService;
  members: MemberService;
  cards: CardService;
  starting: StartingService;
  playing: PlayingService;
  skipping: SkippingService;
  songs: SongService;
  changeOfHost: ChangeOfHost;
  ending: Ending;
  recaps: RecapService;
  privacy: PrivacyService;
  devices: Devices;
  linking: LinkingService;
  unlinking: UnlinkingService;
  renewal: Renewal;
  /** The address of a link's first page. */
  linkUrl(token: string): string;
  /** True if that address works only on the bot's own computer. */
  linksAreLocal: boolean;
};

/** A typed command: who gave it, where, and with which options. */
export type CommandCall = {
  caller: Caller;
  person: Person;
  options: CommandOptions;
};

/** The options of a slash command as given; Discord checks them against the registration, we check what it cannot. */
export type CommandOptions = {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  /** A person's Discord id. */
  user(name: string): string | undefined;
};

export type Suggestion = { name: string; value: string };

/** One subcommand of `/sesh`: what it does, and its options if it has any. Its name and description are among the words. */
export type Subcommand = {
  addOptions?(builder: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder;
  run(services: Services, call: CommandCall): Promise<Reply>;
  /** Suggestions while an option is typed. */
  complete?(services: Services, call: CommandCall, typed: string): Promise<Suggestion[]>;
};

/** A press on a button or a choice from a menu: `arg` and `values` are as forgeable as everything else. */
export type Press = {
  caller: Caller;
  person: Person;
  sessionId: string;
  arg: string | undefined;
  values: readonly string[];
};

/** The handler of a press. It returns null if there is nothing to say: the card shows it. */
export type PressHandler = (services: Services, press: Press) => Promise<Reply | null>;

/** The refusals that are resolved by connecting Spotify, or by allowing more. */
export const CURED_BY_LINKING: readonly RefusalCode[] = ['needsLink', 'needsPlayback', 'linkIsDead'];

/** Returns the session that a press belongs to. */
export function sessionOf(press: Press): Which {
  return { sessionId: press.sessionId };
}
