#!/usr/bin/env node
// What npx fetches where @module-images/nx is not installed, so that nobody else's program takes its place.
process.stderr.write(`module-images is not installed here. It comes with the Nx plugin:
  npm install --save-dev nx@24 @module-images/nx
`)
process.exitCode = 1
