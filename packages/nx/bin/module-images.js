#!/usr/bin/env node
// Committed, so that npm can link it before the packages are built.
import { main } from '../dist/cli/main.js'

process.exitCode = await main(process.argv.slice(2))
