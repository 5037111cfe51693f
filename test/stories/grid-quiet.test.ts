import { inPhase } from './grid/play.ts';

/*
 * Every command and every press, by everybody, before and after the music. A cell is the code of a refusal or of trouble,
 * or the name of a reply; `card` where nothing is said because the card shows it.
 */

inPhase(
  'none',
  'where nobody has opened a session',
  `
               host                  member                guest               outsider            left                  kicked              manager             elsewhere
  /create      lobbyOpened           lobbyOpened           linkOffered.toHost  linkOffered.toHost  linkOffered.toHost    linkOffered.toHost  linkOffered.toHost  linkOffered.toHost
  /join        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /leave       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /start       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /add         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /remove      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /skip        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /pause       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /resume      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /device      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /queue       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /now         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /host        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /kick        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /encore      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /end         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked   linkOffered.asked   linkStanding.canJoin  linkOffered.asked   linkOffered.asked   linkOffered.asked
  /unlink      unlinked              unlinked              notLinked           notLinked           unlinked              notLinked           notLinked           notLinked
  /privacy     privacy               privacy               privacy             privacy             privacy               privacy             privacy             privacy
  /help        help                  help                  help                help                help                  help                help                help
  [join]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [leave]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [start]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [skip]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [pause]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [resume]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [take-back]  sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [take-over]  sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [device]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [add]        sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [remove]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [hide]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [swap]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [period]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [bring]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [save]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [queue]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [recap]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [end]        sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [end-now]    sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [unlink]     unlinked              unlinked              notLinked           notLinked           unlinked              notLinked           notLinked           notLinked
  [keep]       kept                  kept                  kept                kept                kept                  kept                kept                kept
  `,
);

inPhase(
  'lobby',
  'in the lobby',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        ownSongs              ownSongs              alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       started               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /add         songAdded.early       songAdded.early       songAdded.early    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              noSessionHere
  /pause       notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              noSessionHere
  /resume      notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              noSessionHere
  /device      notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              noSessionHere
  /queue       queue.lobby           queue.lobby           queue.lobby        queue.lobby             queue.lobby           queue.lobby        queue.lobby             noSessionHere
  /now         moved                 moved                 moved              moved                   moved                 moved              moved                   noSessionHere
  /host        offered               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           offered                 noSessionHere
  /kick        kicked                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           kicked                  noSessionHere
  /encore      notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              noSessionHere
  /end         endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked  linkOffered.asked       linkStanding.canJoin  linkOffered.asked  linkOffered.asked       linkOffered.asked
  /unlink      unlinkAsked           unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  /privacy     privacy               privacy               privacy            privacy                 privacy               privacy            privacy                 privacy
  /help        help                  help                  help               help                    help                  help               help                    help
  [join]       ownSongs              ownSongs              alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  sessionOver
  [leave]      hostStays             left                  left               notMember               notMember             sentAway           notMember               sessionOver
  [start]      card                  hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [skip]       notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [pause]      notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [resume]     notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [take-back]  notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [take-over]  hostAlready           tookOver.lobby        notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [add]        songAdded.early       songAdded.early       songAdded.early    notMember               notMember             sentAway           notMember               sessionOver
  [remove]     songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               sessionOver
  [hide]       ownSongs              ownSongs              songGone           notMember               notMember             sentAway           notMember               sessionOver
  [swap]       ownSongs              ownSongs              songGone           notMember               notMember             sentAway           notMember               sessionOver
  [period]     ownSongs              ownSongs              ownSongs           notMember               notMember             sentAway           notMember               sessionOver
  [bring]      notStarted            notStarted            notStarted         notStarted              notStarted            notStarted         notStarted              sessionOver
  [save]       sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [queue]      queue.lobby           queue.lobby           queue.lobby        queue.lobby             queue.lobby           queue.lobby        queue.lobby             sessionOver
  [recap]      sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [end]        endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                sessionOver
  [end-now]    ended.silent          hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           ended.silent            sessionOver
  [unlink]     unlinked              unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  [keep]       kept                  kept                  kept               kept                    kept                  kept               kept                    kept
  `,
);

inPhase(
  'ended',
  'when the evening has ended',
  `
               host                  member                guest               outsider            left                  kicked              manager             elsewhere
  /create      lobbyOpened           lobbyOpened           linkOffered.toHost  linkOffered.toHost  linkOffered.toHost    linkOffered.toHost  linkOffered.toHost  linkOffered.toHost
  /join        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /leave       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /start       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /add         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /remove      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /skip        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /pause       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /resume      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /device      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /queue       noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /now         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /host        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /kick        noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /encore      noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /end         noSessionHere         noSessionHere         noSessionHere       noSessionHere       noSessionHere         noSessionHere       noSessionHere       noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked   linkOffered.asked   linkStanding.canJoin  linkOffered.asked   linkOffered.asked   linkOffered.asked
  /unlink      unlinked              unlinked              unlinked            notLinked           unlinked              unlinked            notLinked           notLinked
  /privacy     privacy               privacy               privacy             privacy             privacy               privacy             privacy             privacy
  /help        help                  help                  help                help                help                  help                help                help
  [join]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [leave]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [start]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [skip]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [pause]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [resume]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [take-back]  sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [take-over]  sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [device]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [add]        sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [remove]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [hide]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [swap]       sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [period]     sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [bring]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [save]       linkOffered.toSave    linkOffered.toSave    linkOffered.toSave  linkOffered.toSave  linkOffered.toSave    linkOffered.toSave  linkOffered.toSave  sessionOver
  [queue]      sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [recap]      recap                 recap                 recap               recap               recap                 recap               recap               sessionOver
  [end]        sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [end-now]    sessionOver           sessionOver           sessionOver         sessionOver         sessionOver           sessionOver         sessionOver         sessionOver
  [unlink]     unlinked              unlinked              unlinked            notLinked           unlinked              unlinked            notLinked           notLinked
  [keep]       kept                  kept                  kept                kept                kept                  kept                kept                kept
  `,
);
