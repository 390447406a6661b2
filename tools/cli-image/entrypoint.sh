#!/bin/sh
# As root, runs the command as the owner of the mounted folder: git reads the repository as his, and what is written is his.
set -eu

owner=$(stat --format %u .)
if [ "$(id -u)" -ne 0 ] || [ "$owner" -eq 0 ]; then
  exec node /opt/module-images/package/bin/module-images.js "$@"
fi
# Root's home is closed to others.
if [ "$HOME" = /root ]; then export HOME=/tmp; fi
exec setpriv --reuid "$owner" --regid "$(stat --format %g .)" --clear-groups node /opt/module-images/package/bin/module-images.js "$@"
