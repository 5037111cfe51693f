#!/bin/sh
# An engine that restarts whatever ends would restart two endings for ever that only a person can mend: 77, Discord
# refuses the token, and 78, the configuration is wrong. After those the container stays, unhealthy, its log telling why.
node --max-semi-space-size=2 --max-old-space-size=256 --import ./src/compile-cache.js src/main.ts &
bot=$!
trap 'kill -TERM "$bot" 2>/dev/null' TERM INT
wait "$bot"
code=$?
# A signal ends the first wait before the bot has ended.
while kill -0 "$bot" 2>/dev/null; do
  wait "$bot"
  code=$?
done

case "$code" in
77 | 78)
  sleep infinity &
  hold=$!
  trap 'kill -KILL "$hold"; exit "$code"' TERM INT
  echo "Not restarted ($code): mend what stands above, then start the container anew." >&2
  wait "$hold"
  ;;
esac
exit "$code"
