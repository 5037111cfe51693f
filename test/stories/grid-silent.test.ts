import { inPhase } from './grid/play.ts';

/*
 * Every command and every press, by everybody, while nothing sounds. A cell is the code of a refusal or of trouble,
 * or the name of a reply; `card` where nothing is said because the card shows it.
 */

inPhase(
  'paused',
  'while the music is paused',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        skipped               voted                 voted              notMember               notMember             sentAway           notMember               noSessionHere
  /pause       alreadyPaused         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      resumed               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
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
  [pause]      alreadyPaused         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     card                  hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
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
  'unknown',
  'while the player hides',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      songRemoved           songRemoved           songRemoved        notMember               notMember             sentAway           notMember               noSessionHere
  /skip        nothingSounds         nothingSounds         nothingSounds      nothingSounds           nothingSounds         nothingSounds      nothingSounds           noSessionHere
  /pause       nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /device      deviceUnknown         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
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
  [skip]       nothingSounds         nothingSounds         nothingSounds      nothingSounds           nothingSounds         nothingSounds      nothingSounds           sessionOver
  [pause]      nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-back]  asleep                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-over]  hostAlready           tookOver.live         notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     deviceUnknown         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
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
  'over',
  'when the setlist is over',
  `
               host                  member                guest              outsider                left                  kicked             manager                 elsewhere
  /create      sessionOpenHere       sessionOpenHere       sessionOpenHere    sessionOpenHere         sessionOpenHere       sessionOpenHere    sessionOpenHere         linkOffered.toHost
  /join        alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  noSessionHere
  /leave       hostStays             left                  left               notMember               notMember             sentAway           notMember               noSessionHere
  /start       alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             noSessionHere
  /add         songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               noSessionHere
  /remove      alreadyHeard          alreadyHeard          alreadyHeard       notMember               notMember             sentAway           notMember               noSessionHere
  /skip        setlistOver           setlistOver           setlistOver        setlistOver             setlistOver           setlistOver        setlistOver             noSessionHere
  /pause       setlistOver           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /resume      setlistOver           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /device      nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /queue       queue.nothing         queue.nothing         queue.nothing      queue.nothing           queue.nothing         queue.nothing      queue.nothing           noSessionHere
  /now         moved                 moved                 moved              moved                   moved                 moved              moved                   noSessionHere
  /host        offered               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           offered                 noSessionHere
  /kick        kicked                hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           kicked                  noSessionHere
  /encore      encored               hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                noSessionHere
  /end         endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                noSessionHere
  /link        linkStanding.canHost  linkStanding.canHost  linkOffered.asked  linkOffered.asked       linkStanding.canJoin  linkOffered.asked  linkOffered.asked       linkOffered.asked
  /unlink      unlinkAsked           unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  /privacy     privacy               privacy               privacy            privacy                 privacy               privacy            privacy                 privacy
  /help        help                  help                  help               help                    help                  help               help                    help
  [join]       alreadyMember         alreadyMember         alreadyMember      joinedAsGuest.unlinked  joined                sentAway           joinedAsGuest.unlinked  sessionOver
  [leave]      hostStays             left                  left               notMember               notMember             sentAway           notMember               sessionOver
  [start]      alreadyLive           alreadyLive           alreadyLive        alreadyLive             alreadyLive           alreadyLive        alreadyLive             sessionOver
  [skip]       setlistOver           setlistOver           setlistOver        setlistOver             setlistOver           setlistOver        setlistOver             sessionOver
  [pause]      setlistOver           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [resume]     setlistOver           hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-back]  nothingToTakeBack     hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [take-over]  hostAlready           tookOver.live         notOffered         notOffered              notOffered            notOffered         notOffered              sessionOver
  [device]     nothingSounds         hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           hostOnly                sessionOver
  [add]        songAdded.added       songAdded.added       songAdded.added    notMember               notMember             sentAway           notMember               sessionOver
  [remove]     alreadyHeard          alreadyHeard          alreadyHeard       notMember               notMember             sentAway           notMember               sessionOver
  [hide]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [swap]       songsAreIn            songsAreIn            songGone           notMember               notMember             sentAway           notMember               sessionOver
  [period]     songsAreIn            songsAreIn            ownSongs           notMember               notMember             sentAway           notMember               sessionOver
  [bring]      songsAreIn            songsAreIn            nothingToBring     notMember               notMember             sentAway           notMember               sessionOver
  [save]       sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [queue]      queue.nothing         queue.nothing         queue.nothing      queue.nothing           queue.nothing         queue.nothing      queue.nothing           sessionOver
  [recap]      sessionOver           sessionOver           sessionOver        sessionOver             sessionOver           sessionOver        sessionOver             sessionOver
  [end]        endAsked              hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           endAsked                sessionOver
  [end-now]    ended.silent          hostOnly              hostOnly           hostOnly                hostOnly              hostOnly           ended.silent            sessionOver
  [unlink]     unlinked              unlinked              unlinked           notLinked               unlinked              unlinked           notLinked               notLinked
  [keep]       kept                  kept                  kept               kept                    kept                  kept               kept                    kept
  `,
);
