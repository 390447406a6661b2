import { expect, it } from 'vitest'
import { parseLayerStore } from './layer-store.js'

const inspected = (driver: string) =>
  `Name:          some\nDriver:        ${driver}\nLast Activity: 2026-11-29 11:36:54 +0000 UTC\n\nNodes:\nName: docker\n`

it.each([
  [inspected('docker'), '[["driver-type","io.containerd.snapshotter.v1"]]\n', 'containerd'],
  [inspected('docker'), '[["Backing Filesystem","extfs"],["Supports d_type","true"]]\n', 'classic'],
  [inspected('docker'), 'null\n', 'classic'],
  [inspected('docker-container'), '[["Backing Filesystem","extfs"]]\n', 'builder'],
  [inspected('remote'), undefined, 'builder'],
  [inspected('docker'), undefined, undefined],
  [undefined, 'null', undefined],
  ['ERROR: no builder "some" found', 'null', undefined],
])('of %j and %j makes %s', (builder, status, expected) => {
  expect(parseLayerStore(builder, status)).toBe(expected)
})
