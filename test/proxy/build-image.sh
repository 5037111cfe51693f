#!/bin/sh
# Builds the image of deploy/Containerfile without any registry of images, as root: on a base made here by debootstrap, with
# this Node and this npm, whose script runs it. Prints the sizes of base and image in bytes, and where the image's files are mounted.
#   build-image.sh FOLDER NODE
set -eu
folder=$1 node=$2
base=$folder/base
export BUILDAH_ISOLATION=chroot
store() { buildah --root "$folder/store" --runroot "$folder/run" --storage-driver "${STORAGE_DRIVER:-overlay}" "$@"; }

debootstrap --variant=minbase bookworm "$base" >"$folder/debootstrap.log"
mkdir -p "$base/usr/local/lib/node_modules" "$base/usr/local/etc"
cp -L "$node" "$base/usr/local/bin/node"
cp -RL "$(dirname "$(dirname "$npm_execpath")")" "$base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
chroot "$base" useradd --uid 1000 --create-home node
# Who reaches npm's registry through a proxy that signs for it tells Node so; the base learns it, the image has nothing of it.
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  cp -L "$NODE_EXTRA_CA_CERTS" "$base/etc/extra-certificates.pem"
  echo "cafile=/etc/extra-certificates.pem" >"$base/usr/local/etc/npmrc"
fi

container=$(store from scratch)
store add --quiet "$container" "$base" / >/dev/null
store config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
store commit --quiet --rm "$container" localhost/sesh-base >/dev/null
store bud --quiet --format docker --network host --build-arg BASE=localhost/sesh-base \
  -f deploy/Containerfile -t localhost/sesh . >"$folder/build.log" 2>&1 ||
  { cat "$folder/build.log" >&2; exit 1; }
mounted=$(store mount "$(store from localhost/sesh)")
du -sb "$base" | cut -f 1
du -sbx "$mounted" | cut -f 1
echo "$mounted"
store inspect --type image localhost/sesh
