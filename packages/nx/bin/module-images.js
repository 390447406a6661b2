#!/usr/bin/env node
// Committed, so that npm can link it before the packages are built.
import { runCommand } from '../dist/command.js'

process.exitCode = await runCommand(process.argv.slice(2))
