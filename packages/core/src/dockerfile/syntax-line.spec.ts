import { expect, it } from 'vitest'
import { findSyntaxLine } from './syntax-line.js'

it.each([
  ['# syntax=docker/dockerfile:1\nFROM a', { reference: 'docker/dockerfile:1', line: 1 }],
  ['\ufeff#SYNTAX = x/y@sha256:0\r\nFROM a', { reference: 'x/y@sha256:0', line: 1 }],
  ['# escape=`\n# syntax=a --flag\nFROM a', { reference: 'a', line: 2 }],
  ['#!/usr/bin/env docker\n# syntax=a\nFROM a', { reference: 'a', line: 2 }],
  ['\n# syntax=a\nFROM a', undefined],
  ['# a comment\n# syntax=a\nFROM a', undefined],
  ['FROM a\n# syntax=a', undefined],
  ['', undefined],
])('%j', (text, expected) => {
  expect(findSyntaxLine(text)).toEqual(expected)
})
