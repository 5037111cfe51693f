import { inPhase } from './grid/play.ts';

/*
 * Every command and every press, by everybody, while something sounds. A cell is the code of a refusal or of trouble,
 * or the name of a reply; `card` where nothing is said because the card shows it.
 */

inPhase(
  'starting',
  'while the first song is starting',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        skipped               voted                 voted              notMember               notMember             sentAway           notMember               noSessionHere
  /pause       startingNow           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      startingNow           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /device      deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /queue       queue                 queue                 queue              queue                   queue                 queue              queue                   noSessionHere
  /now         moved                 moved                 moved              moved                   moved                 moved              moved                   noSessionHere
  /host        offered               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           offered                 noSessionHere
  /kick        kicked                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           kicked                  noSessionHere
  /encore      notOverYet            hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /end         endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked  linkOffered.asked       linkStanding.canJoin  linkOffered.asked  linkOffered.asked       linkOffered.asked
  /unlink      unlinkAsked           unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  /privacy     privacy               privacy               privacy            privacy                 privacy               privacy            privacy                 privacy
  /help        help                  help                  help               help                    help                  help               help                    help
  [join]       alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  sessionOver
  [leave]      hostStays             left                  left               notMember               notMember             sentAway           notMember               sessionOver
  [start]      alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             sessionOver
  [skip]       card                  voted                 voted              notMember               notMember             sentAway           notMember               sessionOver
  [pause]      startingNow           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     startingNow           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-back]  nothingToTakeBack     hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-over]  hostAlready           tookOver.live         notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [add]        songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               sessionOver
  [remove]     songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               sessionOver
  [hide]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [swap]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [period]     songsAreIn            songsAreIn            ownSongs           notMember               notMember             sentAway           notMember               sessionOver
  [bring]      songsAreIn            songsAreIn            nothingToBring     notMember               notMember             sentAway           notMember               sessionOver
  [save]       sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [queue]      queue                 queue                 queue              queue                   queue                 queue              queue                   sessionOver
  [recap]      sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [end]        endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                sessionOver
  [end-now]    ended.silent          hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           ended.silent            sessionOver
  [unlink]     unlinked              unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  [keep]       kept                  kept                  kept               kept                    kept                  kept               kept                    kept
  `,
);

inPhase(
  'playing',
  'while a song of the host plays',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        skipped               voted                 voted              notMember               notMember             sentAway           notMember               noSessionHere
  /pause       paused                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      notPaused             hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /device      deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /queue       queue                 queue                 queue              queue                   queue                 queue              queue                   noSessionHere
  /now         moved                 moved                 moved              moved                   moved                 moved              moved                   noSessionHere
  /host        offered               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           offered                 noSessionHere
  /kick        kicked                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           kicked                  noSessionHere
  /encore      notOverYet            hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /end         endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked  linkOffered.asked       linkStanding.canJoin  linkOffered.asked  linkOffered.asked       linkOffered.asked
  /unlink      unlinkAsked           unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  /privacy     privacy               privacy               privacy            privacy                 privacy               privacy            privacy                 privacy
  /help        help                  help                  help               help                    help                  help               help                    help
  [join]       alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  sessionOver
  [leave]      hostStays             left                  left               notMember               notMember             sentAway           notMember               sessionOver
  [start]      alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             sessionOver
  [skip]       card                  voted                 voted              notMember               notMember             sentAway           notMember               sessionOver
  [pause]      card                  hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     notPaused             hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-back]  nothingToTakeBack     hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-over]  hostAlready           tookOver.live         notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [add]        songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               sessionOver
  [remove]     songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               sessionOver
  [hide]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [swap]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [period]     songsAreIn            songsAreIn            ownSongs           notMember               notMember             sentAway           notMember               sessionOver
  [bring]      songsAreIn            songsAreIn            nothingToBring     notMember               notMember             sentAway           notMember               sessionOver
  [save]       sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [queue]      queue                 queue                 queue              queue                   queue                 queue              queue                   sessionOver
  [recap]      sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [end]        endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                sessionOver
  [end-now]    ended.silent          hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           ended.silent            sessionOver
  [unlink]     unlinked              unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  [keep]       kept                  kept                  kept               kept                    kept                  kept               kept                    kept
  `,
);

inPhase(
  'foreign',
  'while the host plays music of their own',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        skipped               voted                 voted              notMember               notMember             sentAway           notMember               noSessionHere
  /pause       paused                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      notPaused             hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /device      deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /queue       queue                 queue                 queue              queue                   queue                 queue              queue                   noSessionHere
  /now         moved                 moved                 moved              moved                   moved                 moved              moved                   noSessionHere
  /host        offered               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           offered                 noSessionHere
  /kick        kicked                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           kicked                  noSessionHere
  /encore      notOverYet            hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /end         endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked  linkOffered.asked       linkStanding.canJoin  linkOffered.asked  linkOffered.asked       linkOffered.asked
  /unlink      unlinkAsked           unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  /privacy     privacy               privacy               privacy            privacy                 privacy               privacy            privacy                 privacy
  /help        help                  help                  help               help                    help                  help               help                    help
  [join]       alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  sessionOver
  [leave]      hostStays             left                  left               notMember               notMember             sentAway           notMember               sessionOver
  [start]      alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             sessionOver
  [skip]       card                  voted                 voted              notMember               notMember             sentAway           notMember               sessionOver
  [pause]      card                  hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     notPaused             hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-back]  card                  hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-over]  hostAlready           tookOver.live         notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     deviceMoved           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [add]        songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               sessionOver
  [remove]     songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               sessionOver
  [hide]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [swap]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [period]     songsAreIn            songsAreIn            ownSongs           notMember               notMember             sentAway           notMember               sessionOver
  [bring]      songsAreIn            songsAreIn            nothingToBring     notMember               notMember             sentAway           notMember               sessionOver
  [save]       sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [queue]      queue                 queue                 queue              queue                   queue                 queue              queue                   sessionOver
  [recap]      sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [end]        endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                sessionOver
  [end-now]    ended.silent          hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           ended.silent            sessionOver
  [unlink]     unlinked              unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  [keep]       kept                  kept                  kept               kept                    kept                  kept               kept                    kept
  `,
);
